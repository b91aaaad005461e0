import {equalBytes} from '@holdfast/std';
import {type EntryHeader, GENESIS_HASH, type JournalId, type LedgerEntry} from '@holdfast/wire';
import type {OpenGroup} from './group.ts';
import type {RecordedTail} from './lane-table.ts';

/**
 * Follows every lane through a whole ledger, and says where one does not go on from its last entry.
 */
export class LaneAudit {
  readonly #tails = new Map<JournalId, RecordedTail>();
  /** Entries that a lane took from a held statement: head office has them, this ledger has not. */
  skipped = 0;

  get lanes(): number {
    return this.#tails.size;
  }

  /**
   * The lanes a ledger begins with: where its predecessors left them, or, where its own beginning
   * was deleted, what is left of it.
   */
  begin(first: Pick<OpenGroup, 'lanes' | 'entries'>, shortened: boolean): void {
    const own = new Map<JournalId, EntryHeader>();
    for (const {entry} of first.entries) {
      const {journalId} = entry.header;
      if (!own.has(journalId)) own.set(journalId, entry.header);
    }
    for (const lane of first.lanes) {
      const header = own.get(lane.journalId);
      if (!header) this.#tails.set(lane.journalId, lane);
      else if (shortened) {
        const sequenceNumber = header.sequenceNumber - 1;
        this.#tails.set(lane.journalId, {...lane, sequenceNumber, entryHash: header.prevHash});
      }
    }
  }

  /** What is wrong with the entry's place in its lane, if anything is. */
  follow({entry}: LedgerEntry): string | undefined {
    const {retailStoreId, workstationId, journalId, sequenceNumber, prevHash} = entry.header;
    const tail = this.#tails.get(journalId);
    const expected = (tail?.sequenceNumber ?? 0) + 1;
    if (sequenceNumber < expected) return `sequence ${sequenceNumber} again`;
    if (sequenceNumber > expected) this.skipped += sequenceNumber - expected;
    else if (!equalBytes(prevHash, tail?.entryHash ?? GENESIS_HASH)) return 'its lane is forked';
    const {entryHash} = entry;
    this.#tails.set(journalId, {
      retailStoreId,
      workstationId,
      journalId,
      sequenceNumber,
      entryHash,
    });
    return undefined;
  }

  /** Whether a group's lane table says what its entries came to. */
  agreesWith(lanes: readonly RecordedTail[]): boolean {
    return lanes.every(lane => {
      const tail = this.#tails.get(lane.journalId);
      return (
        tail?.sequenceNumber === lane.sequenceNumber && equalBytes(tail.entryHash, lane.entryHash)
      );
    });
  }
}
