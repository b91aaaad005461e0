import {type Digest, Fault, type FaultCode, isFault} from '@holdfast/std';
import type {LedgerId, LedgerOpened} from '@holdfast/wire';
import {type AnchorReading, readAnchor} from './anchor.ts';
import {type ExaminedLedger, examineLedger} from './examine-ledger.ts';
import type {FolderLedger, LedgerFolder} from './ports.ts';

export type ReadableLedger = ExaminedLedger & {readonly kind: 'readable'; readonly number: number};

/** A ledger of which nothing can be read. */
export interface UnreadableLedger {
  readonly kind: 'unreadable';
  readonly number: number;
  readonly code: FaultCode;
  /** Where it is known to have come. */
  readonly anchor: AnchorReading;
}

/** All ledgers of a folder, as they were found. */
export interface Shelf {
  /** Oldest first. Each ends where its successor says that it does. */
  readonly ledgers: readonly (ReadableLedger | UnreadableLedger)[];
  /** A store that was made and never founded: the last start died there. */
  readonly blank: FolderLedger | undefined;
  readonly nextNumber: number;
}

/** From this position on a ledger is not believed. */
export interface Distrust {
  readonly ledgerId: LedgerId;
  readonly position: number;
  readonly because?: 'diverged' | 'damaged';
}

export interface ShelfParts {
  readonly folder: LedgerFolder;
  readonly digest: Digest;
  readonly distrust?: Distrust;
}

/**
 * Opens and examines every ledger, the newest first, since it tells where the one before it ends.
 */
export async function readShelf(parts: ShelfParts): Promise<Shelf> {
  const {folder, digest} = parts;
  const numbers = (await folder.numbers()).toSorted((a, b) => b - a);
  const newestFirst: (ReadableLedger | UnreadableLedger)[] = [];
  let blank: FolderLedger | undefined;
  let successor: LedgerOpened | undefined;
  for (const number of numbers) {
    try {
      const files = await folder.open(number);
      const contents = await files.store.contents();
      const {ledgerId} = contents;
      if (ledgerId === undefined) {
        const {kind} = readAnchor(digest, await files.anchor.read());
        // A store that an anchor knows was founded once, and has lost even that.
        if (number !== numbers[0] || kind === 'read') throw new Fault('database/corrupt', {number});
        blank = files;
        continue;
      }
      const distrustFrom = endOf(ledgerId, successor, parts.distrust);
      const examined = await examineLedger({files, contents, digest, distrustFrom});
      successor = examined.opening;
      newestFirst.push({kind: 'readable', number, ...examined});
    } catch (error) {
      const isLost = isFault(error, 'database/corrupt') || isFault(error, 'database/missing');
      if (!isLost) throw error;
      const anchor = readAnchor(digest, await (await folder.anchor(number)).read());
      newestFirst.push({kind: 'unreadable', number, code: error.code, anchor});
      successor = undefined;
    }
  }
  return {ledgers: newestFirst.toReversed(), blank, nextNumber: (numbers[0] ?? 0) + 1};
}

function endOf(
  ledgerId: LedgerId,
  successor: LedgerOpened | undefined,
  distrust: ShelfParts['distrust'],
): number | undefined {
  const named = successor?.predecessor;
  if (named?.ledgerId === ledgerId) return named.position + 1;
  return distrust?.ledgerId === ledgerId ? distrust.position : undefined;
}
