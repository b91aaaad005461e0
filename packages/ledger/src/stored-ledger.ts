import {assert, type Bytes, type Clock, type Digest, type Log, Topic} from '@holdfast/std';
import {
  encodeHeldStatement,
  type JournalId,
  type LedgerId,
  type SignedHeldStatement,
} from '@holdfast/wire';
import {entryBytes, type PendingAppend} from './append-queue.ts';
import {GroupReader} from './group-reader.ts';
import {type IndexRow, indexRowOf} from './index-row.ts';
import {type EntryOfLedger, readAllKept} from './kept-entry.ts';
import {LaneBook} from './lane-book.ts';
import type {
  AppendOutcome,
  LaneTail,
  Ledger,
  LedgerEnd,
  LedgerStretch,
  NewEntry,
  PrunedTo,
  ReadLimits,
} from './ledger.ts';
import type {LedgerStats} from './ledger-stats.ts';
import {LedgerWriter} from './ledger-writer.ts';
import type {LedgerLimits} from './limits.ts';
import type {JournalPlace, LedgerIndex, LedgerStore, StoredGroup, StorePrune} from './ports.ts';
import {RecentEntries} from './recent-entries.ts';
import {RecentGroups} from './recent-groups.ts';
import {RecentRows} from './recent-rows.ts';
import {type FoundEntry, RecordedEntries} from './recorded-entries.ts';
import type {RecoveredLedger} from './recover-ledger.ts';
import type {StoredLedgerReader} from './stored-ledger-reader.ts';

export interface StoredLedgerParts {
  readonly recovered: RecoveredLedger;
  readonly store: LedgerStore;
  readonly index: LedgerIndex;
  /** The ledgers this hub wrote before, whose entries count as recorded. */
  readonly previous: readonly StoredLedgerReader[];
  readonly digest: Digest;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: LedgerLimits;
}

/**
 * A ledger over a store: decides in memory, answers after the sync, reads nothing it has not
 * proved.
 */
export class StoredLedger implements Ledger {
  readonly ledgerId: LedgerId;
  readonly grown = new Topic<LedgerEnd>();
  readonly heldGrown = new Topic<SignedHeldStatement>();
  readonly #parts: StoredLedgerParts;
  readonly #lanes: LaneBook;
  readonly #writer: LedgerWriter;
  readonly #reader: GroupReader;
  readonly #recorded: RecordedEntries;
  readonly #recentEntries: RecentEntries;
  readonly #recentGroups: RecentGroups;
  readonly #recentRows: RecentRows;
  readonly #watermarks: Map<string, number>;
  #recordedAtMs: number;
  #queueFull = 0;

  constructor(parts: StoredLedgerParts) {
    const {recovered, store, digest, clock, limits} = parts;
    const {ledgerId, tail, lanes, statements, watermarks} = recovered;
    this.#parts = parts;
    this.ledgerId = ledgerId;
    this.#recordedAtMs = tail.recordedAtMs;
    this.#lanes = new LaneBook({recorded: lanes, statements});
    this.#watermarks = new Map(watermarks.map(({sink, position}) => [sink, position]));
    this.#recentEntries = new RecentEntries({
      entriesMax: limits.recentEntriesMax,
      beginsAfter: tail.position,
    });
    this.#recentGroups = new RecentGroups(limits.recentGroupBytesMax);
    this.#recentRows = new RecentRows(limits.recentRowsMax);
    this.#reader = new GroupReader({
      ledgerId,
      store,
      digest,
      recent: this.#recentGroups,
      limits,
      prunedTo: recovered.prunedTo,
    });
    this.#recorded = new RecordedEntries({
      ledgerId,
      lanes: this.#lanes,
      recent: this.#recentEntries,
      reader: this.#reader,
      end: () => this.end(),
      previous: parts.previous,
      index: parts.index,
      log: parts.log,
    });
    this.#writer = new LedgerWriter({
      store,
      digest,
      clock,
      limits,
      tail,
      lanes,
      onDurable: (group, appends) => this.#becameDurable(group, appends),
    });
  }

  append(newEntry: NewEntry): Promise<AppendOutcome> {
    const {failure} = this.#writer;
    if (failure) return Promise.reject(failure.reason);
    const {entry} = newEntry;
    const decision = this.#lanes.decide(entry);
    switch (decision.kind) {
      case 'next':
        return this.#take(newEntry);
      case 'seen':
        return this.#recorded.compare(entry);
      case 'forked':
        return this.#recorded.afterItsTail(entry, decision);
      case 'outOfOrder':
        return Promise.resolve(decision);
    }
  }

  lane(journalId: JournalId): LaneTail | undefined {
    return this.#lanes.tail(journalId);
  }

  lanes(): readonly LaneTail[] {
    return this.#lanes.tails();
  }

  find(place: JournalPlace): Promise<FoundEntry | undefined> {
    return this.#recorded.find(place);
  }

  recordedHash(place: JournalPlace): Promise<Bytes | undefined> {
    return this.#recorded.recordedHash(place);
  }

  firstMissing(stretch: Parameters<Ledger['firstMissing']>[0]): ReturnType<Ledger['firstMissing']> {
    return this.#recorded.firstMissing(stretch);
  }

  heldStatement(journalId: JournalId): SignedHeldStatement | undefined {
    return this.#lanes.statement(journalId);
  }

  latestStatement(): SignedHeldStatement | undefined {
    return this.#lanes.latestStatement;
  }

  async keepHeldStatement(statement: SignedHeldStatement): Promise<void> {
    if (!this.#lanes.isNewer(statement)) return;
    const {journalId} = statement;
    // On the disk first: a base that a crash could take back would leave a lane that nobody can
    // continue.
    await this.#writer.note({statement: {journalId, bytes: encodeHeldStatement(statement)}});
    if (!this.#lanes.isNewer(statement)) return;
    this.#lanes.keepStatement(statement);
    this.heldGrown.publish(statement);
  }

  end(): LedgerEnd {
    const {position, head} = this.#writer.tail;
    return {position, head};
  }

  readAfter(position: number, limits: ReadLimits): Promise<LedgerStretch> {
    return this.#reader.readAfter({position, end: this.end()}, limits);
  }

  headAt(position: number): Promise<Bytes | undefined> {
    return this.#reader.headAt(position, this.end());
  }

  groups(from: number): Promise<readonly StoredGroup[]> {
    return this.#reader.groups(from);
  }

  /** For the index: what was read of the newest entries already, if `from` is one of them. */
  rows(from: number): readonly IndexRow[] {
    return this.#recentRows.read(from, this.#parts.limits.indexRows);
  }

  prunedTo(): PrunedTo {
    return this.#reader.prunedTo;
  }

  keptEntries(): Promise<readonly EntryOfLedger[]> {
    return readAllKept(this.#parts);
  }

  watermarks(): ReadonlyMap<string, number> {
    return this.#watermarks;
  }

  /** First position of the newest group at or below `upTo` with a table of all lanes. */
  laneTableBefore(upTo: number): Promise<number | undefined> {
    return this.#parts.store.laneTableBefore(upTo);
  }

  /**
   * Deletes the groups up to `head.position`, where a group ends and the next has a table of all
   * lanes; keeps what is to stay beside them. Waits until no append does. The caller has proved
   * that all of it is covered.
   */
  async prune(to: PrunedTo, kept: StorePrune['kept']): Promise<void> {
    const before = this.#reader.prunedTo;
    const upTo = to.position > before.position ? to.position : 0;
    if (upTo > 0) this.#reader.prune(to);
    try {
      await this.#writer.prune({upTo, kept});
    } catch (error) {
      this.#reader.prune(before);
      throw error;
    }
  }

  /**
   * Takes the personal data at these positions off the disk, for good. Waits until no append does.
   * What is durable and chained stays as it is; asked again, it does what is left.
   */
  async erasePersonal(positions: ReadonlySet<number>): Promise<void> {
    const groups = await this.#reader.groupsWithoutPersonal(positions);
    await this.#writer.rewrite(groups);
    this.#reader.replace(groups);
  }

  watermark(sink: string): number {
    return this.#watermarks.get(sink) ?? 0;
  }

  async raise(watermark: {readonly sink: string; readonly position: number}): Promise<void> {
    assert(watermark.position <= this.end().position, 'a watermark is at most the end');
    if (watermark.position <= this.watermark(watermark.sink)) return;
    await this.#writer.note({watermark});
    const kept = Math.max(this.watermark(watermark.sink), watermark.position);
    this.#watermarks.set(watermark.sink, kept);
  }

  stats(): LedgerStats {
    const {diskFull, ...counted} = this.#writer.stats;
    return {...counted, refused: {queueFull: this.#queueFull, diskFull}};
  }

  /**
   * Resolves with what broke the ledger, if ever anything does: stop, and open it again from the
   * disk.
   */
  get failed(): Promise<unknown> {
    return this.#writer.failed;
  }

  /** Answers everything in hand. Nothing may be appended any more. */
  drain(): Promise<void> {
    return this.#writer.drain();
  }

  /** Drains, then gives the store up. */
  close(): Promise<void> {
    return this.#writer.close();
  }

  #take({entry, disposition, clockOffsetMs, described}: NewEntry): Promise<AppendOutcome> {
    const bytes = entryBytes(entry);
    if (!this.#writer.hasRoom(bytes)) {
      this.#queueFull += 1;
      return Promise.resolve({kind: 'busy', reason: 'queueFull'});
    }
    this.#recordedAtMs = Math.max(this.#recordedAtMs, this.#parts.clock.wallMs());
    const {promise, resolve, reject} = Promise.withResolvers<AppendOutcome>();
    const takeBack = this.#lanes.take(entry);
    this.#recentEntries.syncing(entry.header, {entryHash: entry.entryHash, outcome: promise});
    this.#writer.append({
      unplaced: {entry, disposition, clockOffsetMs, recordedAtMs: this.#recordedAtMs},
      described,
      bytes,
      undo: () => {
        takeBack();
        this.#recentEntries.drop(entry.header);
      },
      resolve,
      reject,
    });
    return promise;
  }

  #becameDurable(group: StoredGroup, appends: readonly PendingAppend[]): void {
    this.#recentGroups.add(group);
    for (const [at, {unplaced, described, resolve}] of appends.entries()) {
      const position = group.first + at;
      const {entry, disposition} = unplaced;
      const {entryHash, header} = entry;
      this.#recentEntries.durable(header, {entryHash, position, disposition});
      const line = {position, entryHash, disposition};
      if (described) this.#recentRows.add(indexRowOf({line, entry}, described));
      resolve({kind: 'recorded', ledgerId: this.ledgerId, position, disposition});
    }
    const indexed = this.#parts.index.indexed(this.ledgerId);
    this.#recentEntries.forget(indexed);
    this.#recentRows.forget(indexed);
    this.grown.publish(this.end());
  }
}
