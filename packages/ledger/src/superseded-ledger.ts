import {encodeGroupEntries} from './group-entries.ts';
import type {KeptEntry, LedgerFolder} from './ports.ts';
import type {ReadableLedger} from './shelf.ts';
import type {StoredLedgerReader} from './stored-ledger-reader.ts';

/** A ledger that was followed by another, and may go as a whole. */
export interface SupersededLedger {
  readonly reader: StoredLedgerReader;
  /**
   * Its file holds more than the ledger that was ended there: what was damaged, or another history.
   * A person may still have to look at it.
   */
  readonly isEvidence: boolean;
  /** What it keeps beside its groups itself: it must not go with the file. */
  keptBefore(): Promise<readonly KeptEntry[]>;
  /** Gives up its store and deletes its files. */
  remove(): Promise<void>;
}

export function supersededLedger(parts: {
  readonly ledger: ReadableLedger;
  readonly reader: StoredLedgerReader;
  readonly folder: LedgerFolder;
}): SupersededLedger {
  const {ledger, reader, folder} = parts;
  return {
    reader,
    isEvidence: ledger.recovered.damaged !== undefined,
    async keptBefore() {
      const kept = await reader.keptEntries();
      return kept.map(({ledgerId, entry}) => ({
        ledgerId,
        position: entry.line.position,
        bytes: encodeGroupEntries([entry]),
      }));
    },
    async remove() {
      await reader.retire();
      await ledger.files.anchor.close();
      await folder.remove(ledger.number);
    },
  };
}
