import type {Bytes, Topic, Turns} from '@holdfast/std';
import type {
  Disposition,
  JournalEntry,
  JournalId,
  LedgerEntry,
  LedgerId,
  SignedHeldStatement,
} from '@holdfast/wire';
import type {IndexedTransaction} from './index-row.ts';
import type {EntryOfLedger} from './kept-entry.ts';

/** Where one journal ends in this hub's knowledge. */
export interface LaneTail {
  readonly retailStoreId: string;
  readonly workstationId: string;
  readonly journalId: JournalId;
  readonly sequenceNumber: number;
  readonly entryHash: Bytes;
  /** `base`: taken from a held statement; this hub has no entry of the journal up to here. */
  readonly known: 'recorded' | 'base';
}

/** An entry that passed the door, and what the door thought of it. */
export interface NewEntry {
  readonly entry: JournalEntry;
  readonly disposition: Disposition;
  readonly clockOffsetMs: number;
  /** What the door read in the body, where it did: it is not read a second time to be indexed. */
  readonly described?: IndexedTransaction;
}

/**
 * What became of an append. `recorded` is said only after the sync that covers the entry, now or by
 * an earlier attempt; the others stored nothing.
 */
export type AppendOutcome =
  | {
      readonly kind: 'recorded';
      /** The ledger it stands in: this one, or a predecessor that recorded it first. */
      readonly ledgerId: LedgerId;
      readonly position: number;
      readonly disposition: Disposition;
    }
  /** At or below a base taken from a held statement: head office has it. */
  | {readonly kind: 'held'; readonly statement: SignedHeldStatement}
  | {
      readonly kind: 'outOfOrder';
      readonly expectedSequenceNumber: number;
      readonly lastEntryHash: Bytes;
    }
  /** Same key, other bytes; or the same place in the chain with another history. */
  | {readonly kind: 'forked'; readonly recordedEntryHash: Bytes}
  | {readonly kind: 'busy'; readonly reason: 'queueFull' | 'diskFull' | 'indexBehind'};

export interface ReadLimits {
  readonly entriesMax: number;
  /** Of bodies; one entry is always read, however large. */
  readonly bodyBytesMax: number;
  /** Others get their turn while entries are proved. Absent: a group is proved in one piece. */
  readonly turns?: Turns;
}

/** Consecutive entries and the head before the first of them: what a segment is made of. */
export interface LedgerStretch {
  readonly ledgerId: LedgerId;
  readonly headBefore: Bytes;
  readonly entries: readonly LedgerEntry[];
}

export interface LedgerEnd {
  readonly position: number;
  readonly head: Bytes;
}

/** Where a ledger begins now. Position 0 and zero bytes while all of it is here. */
export interface PrunedTo {
  readonly position: number;
  /** Absent only where the first group that is left is damaged. */
  readonly head: Bytes | undefined;
}

/** One hub's signed order over journals, as its readers see it: durable entries only. */
export interface LedgerReader {
  readonly ledgerId: LedgerId;
  /**
   * The last durable position and the head there. Position 0 and zero bytes for an empty ledger.
   */
  end(): LedgerEnd;
  /** Up to here retention deleted it: head office holds it. */
  prunedTo(): PrunedTo;
  /**
   * The entries after `position`, or after {@link prunedTo} where that is higher, oldest first.
   * Empty at the end. Hashes are checked before it answers.
   */
  readAfter(position: number, limits: ReadLimits): Promise<LedgerStretch>;
  /**
   * The head after `position`, for comparing with a sink's. `undefined` beyond the end, and below
   * {@link prunedTo}.
   */
  headAt(position: number): Promise<Bytes | undefined>;
  /** The highest position known safe at a sink; 0 where it has none. */
  watermark(sink: string): number;
  /** Never lowers. `position` is at most the end. */
  raise(watermark: {readonly sink: string; readonly position: number}): Promise<void>;
  /** The hub's own entries among what was deleted: kept beside the ledger, oldest first. */
  keptEntries(): Promise<readonly EntryOfLedger[]>;
}

/** The ledger a hub writes now. One writer, ever. */
export interface Ledger extends LedgerReader {
  /**
   * Decides at once, against the lane's tail, and answers after the sync that covers the entry.
   * Appends of one journal are taken in the order of the calls; positions are gapless; recordedAtMs
   * never falls. After a failed write or sync every append rejects with the fault: nothing more is
   * promised.
   */
  append(entry: NewEntry): Promise<AppendOutcome>;
  /**
   * The journal's tail, with what is still being synced included: the next sequence is one above.
   */
  lane(journalId: JournalId): LaneTail | undefined;
  lanes(): readonly LaneTail[];
  /** One recorded entry by its key, from this ledger or a predecessor on this disk. */
  find(place: {
    readonly journalId: JournalId;
    readonly sequenceNumber: number;
  }): Promise<{readonly ledgerId: LedgerId; readonly entry: LedgerEntry} | undefined>;
  /**
   * The hash of a recorded entry, from memory or index, without reading the entry itself: for who
   * only compares. `undefined` where neither knows it.
   */
  recordedHash(place: {
    readonly journalId: JournalId;
    readonly sequenceNumber: number;
  }): Promise<Bytes | undefined>;
  /**
   * The first sequence of this stretch of a journal that no ledger on this disk has, whether it
   * never came or was deleted. `undefined` where all are here; `unknown` where that cannot be said
   * now, because the index is behind.
   */
  firstMissing(stretch: {
    readonly journalId: JournalId;
    readonly after: number;
    readonly upTo: number;
  }): Promise<number | 'unknown' | undefined>;
  /** The newest held statement this hub keeps for a journal. */
  heldStatement(journalId: JournalId): SignedHeldStatement | undefined;
  /**
   * One of the statements that name the latest gateway known here. What another says is stale: it
   * may have been put back since, and lack what it had signed for.
   */
  latestStatement(): SignedHeldStatement | undefined;
  /**
   * Keeps a verified statement if it is newer. Where this hub has nothing of the journal up to the
   * statement, the statement becomes the journal's base.
   */
  keepHeldStatement(statement: SignedHeldStatement): Promise<void>;
  /** Published after each durable commit group, with the new end. */
  readonly grown: Topic<LedgerEnd>;
  /** Published after a newer held statement became durable here: the till wants to know. */
  readonly heldGrown: Topic<SignedHeldStatement>;
}
