import type {Bytes, SigningKey} from '@holdfast/std';
import type {JournalId, LedgerId} from '@holdfast/wire';
import type {IndexRow} from './index-row.ts';
import type {DayPart, DayTotal, FoundTransaction, TransactionQuery} from './search.ts';

/**
 * One commit group as it lies on the disk: consecutive entries, what they make of the head, and
 * where they leave their lanes. {@link digest} covers all of it, so a reader knows before it
 * decodes.
 */
export interface StoredGroup {
  readonly first: number;
  readonly last: number;
  readonly headBefore: Bytes;
  readonly head: Bytes;
  /** `all`: every lane this hub knows. `touched`: those of this group's entries. */
  readonly laneTable: 'all' | 'touched';
  readonly lanes: Bytes;
  /** How `entries` is written. 1: plain, as `encodeGroupEntries` says. */
  readonly codec: number;
  readonly entries: Bytes;
  readonly digest: Bytes;
}

/**
 * What one transaction of the store changes. Whatever is given becomes durable together, by one
 * sync.
 */
export interface StoreWrite {
  readonly group?: StoredGroup;
  /** Each replaces the sink's former one. */
  readonly watermarks?: readonly Watermark[];
  /** Each replaces the journal's former one. */
  readonly heldStatements?: readonly KeptStatement[];
}

/**
 * An entry of the hub's own journal whose commit group was deleted. It stays beside the groups for
 * good: roster, decisions, alarms and keys are read from it as they were from the ledger.
 */
export interface KeptEntry {
  readonly ledgerId: LedgerId;
  readonly position: number;
  /** As a commit group of this one entry writes it. */
  readonly bytes: Bytes;
}

/**
 * What retention lets go: whole groups, from the old end. Both parts become durable together, by
 * one sync.
 */
export interface StorePrune {
  /** Every group up to this one's last position; 0 deletes none. Never the last group. */
  readonly upTo: number;
  /** Stays beside the groups; what is there already stays as it is. */
  readonly kept: readonly KeptEntry[];
}

export interface Watermark {
  readonly sink: string;
  readonly position: number;
}

export interface KeptStatement {
  readonly journalId: JournalId;
  /** As `encodeHeldStatement` writes it. */
  readonly bytes: Bytes;
}

/** What a store holds beside its groups. */
export interface StoreContents {
  /** `undefined` for a store that was made and never {@link LedgerStore.found}. */
  readonly ledgerId: LedgerId | undefined;
  /** The first position that is still there; 0 when there is none. */
  readonly firstPosition: number;
  /** The last position; 0 when there is none. */
  readonly lastPosition: number;
  readonly watermarks: readonly Watermark[];
  readonly heldStatements: readonly KeptStatement[];
}

/**
 * One ledger's disk. The caller is its only writer and has one write in flight.
 *
 * Every promise may reject: with `database/disk-full` nothing of the write was stored and the store
 * goes on; with any other fault the store is broken, and whoever owns it opens it again from the
 * disk.
 */
export interface LedgerStore {
  contents(): Promise<StoreContents>;
  /** Gives a blank store its ledger and what it begins with. All of it or nothing. */
  found(ledger: {readonly ledgerId: LedgerId; readonly write: StoreWrite}): Promise<StoreEffort>;
  /** Resolves after the sync that covers the write. A group begins where the last one ended. */
  write(write: StoreWrite): Promise<StoreEffort>;
  /** Resolves after the sync that covers it. */
  prune(prune: StorePrune): Promise<StoreEffort>;
  /**
   * Puts each group in the place of the one with the same positions; one that is no longer there is
   * passed over. When it resolves, no file of the store has a byte of what stood there. Rejects
   * with `database/in-use` where somebody else reads it: asked again, it does what is left.
   */
  rewrite(groups: readonly StoredGroup[]): Promise<StoreEffort>;
  /** The next entries kept beside the groups, by ledger and position, after so many of them. */
  readKept(page: {readonly skip: number; readonly limit: number}): Promise<readonly KeptEntry[]>;
  /**
   * The group that holds the position and those after it, oldest first, until `bytesMax` of entries
   * is passed; one at least, where there is one.
   */
  readGroups(stretch: {
    readonly from: number;
    readonly bytesMax: number;
  }): Promise<readonly StoredGroup[]>;
  /**
   * First position of the newest group at or below `upTo` with a table of all lanes, if there is
   * one.
   */
  laneTableBefore(upTo: number): Promise<number | undefined>;
  /** Moves what the log holds into the file. Nothing is less durable before it. */
  checkpoint(): Promise<void>;
  /** Checkpoints, unless the store is broken, and gives the files up. Idempotent. */
  close(): Promise<void>;
}

/** What a write has left to do. */
export interface StoreEffort {
  /** Bytes in the log that no checkpoint has moved yet. */
  readonly walBytes: number;
}

/** Where an entry stands, as the index knows it. */
export interface IndexedEntry {
  readonly ledgerId: LedgerId;
  readonly position: number;
  readonly entryHash: Bytes;
}

/** One entry of a journal, by its place there. */
export interface JournalPlace {
  readonly journalId: JournalId;
  readonly sequenceNumber: number;
}

/**
 * Finds entries by what they say. It lies behind the ack path, catches up from the ledgers, and may
 * be deleted at any time. Its faults harm no append.
 */
export interface LedgerIndex {
  /**
   * How far a ledger is indexed; 0 where nothing of it is. Rises only after the index's own sync.
   */
  indexed(ledgerId: LedgerId): number;
  /**
   * Indexes the next groups of a ledger. Groups at or below {@link indexed} are passed over.
   * Damaged ones are left out and named.
   */
  add(stretch: {
    readonly ledgerId: LedgerId;
    readonly groups: readonly StoredGroup[];
  }): Promise<{readonly damaged: readonly DamagedStretch[]}>;
  /**
   * Indexes the next entries of a ledger by what was read of them before: consecutive, and the
   * first is the one after {@link indexed}.
   */
  addRows(stretch: {
    readonly ledgerId: LedgerId;
    readonly rows: readonly IndexRow[];
  }): Promise<void>;
  /** Leaves out what cannot even be read: the next group added is the one after `upTo`. */
  pass(stretch: {readonly ledgerId: LedgerId; readonly upTo: number}): Promise<void>;
  /** Forgets the entries of a ledger up to a position: they are no longer there. */
  forget(stretch: {readonly ledgerId: LedgerId; readonly upTo: number}): Promise<void>;
  /** The entry's place in the newest ledger that has it. */
  find(place: JournalPlace): Promise<IndexedEntry | undefined>;
  /**
   * The last sequence of the run of indexed entries that begins at this place without a gap;
   * `undefined` where the place itself is not indexed.
   */
  runEnd(place: JournalPlace): Promise<number | undefined>;
  searchTransactions(query: TransactionQuery): Promise<readonly FoundTransaction[]>;
  dayTotals(day: {readonly businessDayDate: string}): Promise<readonly DayTotal[]>;
  /** Hours first, in order; then tenders, by name. */
  dayParts(day: {readonly businessDayDate: string}): Promise<readonly DayPart[]>;
  /** Entries that stand aside and are not decided. */
  quarantinedCount(): Promise<number>;
  /** Idempotent. */
  close(): Promise<void>;
}

export interface DamagedStretch {
  readonly first: number;
  readonly last: number;
  readonly reason: string;
}

/**
 * The anchor's two slots on the disk, beside the database and apart from it. A write is synced
 * before it resolves and may tear: that is what the other slot is for.
 */
export interface AnchorFile {
  /** Both slots as they are; a slot that is missing is empty. */
  read(): Promise<readonly [Bytes, Bytes]>;
  write(slot: 0 | 1, bytes: Bytes): Promise<void>;
  close(): Promise<void>;
}

/** One ledger's files. */
export interface FolderLedger {
  readonly store: LedgerStore;
  readonly anchor: AnchorFile;
}

/** The folder of a hub's ledgers. One process holds it open. */
export interface LedgerFolder {
  /** The numbers of the ledgers in it, oldest first. */
  numbers(): Promise<readonly number[]>;
  /**
   * Faults as `LedgerStore`; `database/corrupt` for a file of which nothing can be read, and
   * `database/missing` for one that is gone.
   */
  open(number: number): Promise<FolderLedger>;
  /** Makes the files of a ledger that does not exist yet: a store that waits to be founded. */
  create(number: number): Promise<FolderLedger>;
  /** The anchor of a ledger whose store cannot be opened. */
  anchor(number: number): Promise<AnchorFile>;
  /** Puts aside what the next opening of a damaged ledger would change; answers where it lies. */
  keepEvidence(number: number): Promise<string>;
  /**
   * Deletes the files of a ledger whose store and anchor are closed: all of it, or, if the process
   * dies meanwhile, a ledger that is still whole but for its anchor.
   */
  remove(number: number): Promise<void>;
  /** `fresh`: whatever an older index says is forgotten. */
  openIndex(options: {readonly fresh: boolean}): Promise<LedgerIndex>;
  /** Gives up what is still open. Idempotent. */
  close(): Promise<void>;
}

/** The hub's private keys, by name. */
export interface KeyRing {
  /** Made durably on first use; the same key ever after. */
  loadOrCreateKey(name: string): Promise<SigningKey>;
}
