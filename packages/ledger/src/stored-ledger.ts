import {
  assert,
  type Bytes,
  type Clock,
  type Digest,
  equalBytes,
  isFault,
  type Log,
  Topic,
} from '@holdfast/std';
import {
  encodeHeldStatement,
  type JournalEntry,
  type JournalId,
  type LedgerEntry,
  type LedgerId,
  type SignedHeldStatement,
} from '@holdfast/wire';
import {entryBytes, type PendingAppend} from './append-queue.ts';
import {GroupReader} from './group-reader.ts';
import {LaneBook} from './lane-book.ts';
import type {
  AppendOutcome,
  LaneTail,
  Ledger,
  LedgerEnd,
  LedgerStretch,
  NewEntry,
  ReadLimits,
} from './ledger.ts';
import type {LedgerStats} from './ledger-stats.ts';
import {LedgerWriter} from './ledger-writer.ts';
import type {LedgerLimits} from './limits.ts';
import type {JournalPlace, LedgerIndex, LedgerStore, StoredGroup} from './ports.ts';
import {RecentEntries} from './recent-entries.ts';
import {RecentGroups} from './recent-groups.ts';
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
  readonly #recentEntries: RecentEntries;
  readonly #recentGroups: RecentGroups;
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
    this.#reader = new GroupReader({
      ledgerId,
      store,
      digest,
      recent: this.#recentGroups,
      readBytes: limits.readBytes,
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
        return this.#compare(entry);
      case 'forked':
        return this.#afterItsTail(entry.header.journalId, decision);
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

  async find(
    place: JournalPlace,
  ): Promise<{readonly ledgerId: LedgerId; readonly entry: LedgerEntry} | undefined> {
    const recent = this.#recentEntries.get(place);
    if (recent?.state === 'durable') {
      return {ledgerId: this.ledgerId, entry: await this.#reader.entryAt(recent.position)};
    }
    return await this.#findIndexed(place);
  }

  heldStatement(journalId: JournalId): SignedHeldStatement | undefined {
    return this.#lanes.statement(journalId);
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

  #take({entry, disposition, clockOffsetMs}: NewEntry): Promise<AppendOutcome> {
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
    for (const [at, {unplaced, resolve}] of appends.entries()) {
      const position = group.first + at;
      const {entry, disposition} = unplaced;
      const {entryHash, header} = entry;
      this.#recentEntries.durable(header, {entryHash, position, disposition});
      resolve({kind: 'recorded', ledgerId: this.ledgerId, position, disposition});
    }
    this.#recentEntries.forget(this.#parts.index.indexed(this.ledgerId));
    this.grown.publish(this.end());
  }

  /** An entry at or below its lane's tail: the same bytes get the same answer, others a fork. */
  async #compare(entry: JournalEntry): Promise<AppendOutcome> {
    const recent = this.#recentEntries.get(entry.header);
    if (!recent) return await this.#compareIndexed(entry);
    const same = equalBytes(recent.entryHash, entry.entryHash);
    const forked = {kind: 'forked', recordedEntryHash: recent.entryHash} as const;
    if (recent.state === 'durable') {
      const {position, disposition} = recent;
      return same ? {kind: 'recorded', ledgerId: this.ledgerId, position, disposition} : forked;
    }
    const outcome = await recent.outcome;
    return same || outcome.kind !== 'recorded' ? outcome : forked;
  }

  /**
   * A fork is evidence against a journal: it is not called one before what it contradicts is
   * durable.
   */
  async #afterItsTail(
    journalId: JournalId,
    forked: Extract<AppendOutcome, {readonly kind: 'forked'}>,
  ): Promise<AppendOutcome> {
    const tail = this.#lanes.tail(journalId);
    const recent = tail && this.#recentEntries.get(tail);
    if (recent?.state !== 'syncing') return forked;
    const outcome = await recent.outcome;
    return outcome.kind === 'recorded' ? forked : outcome;
  }

  async #compareIndexed(entry: JournalEntry): Promise<AppendOutcome> {
    const complete = this.#indexIsComplete();
    const found = await this.#findIndexed(entry.header);
    if (found) {
      const {position, disposition, entryHash} = found.entry.line;
      return equalBytes(entryHash, entry.entryHash)
        ? {kind: 'recorded', ledgerId: found.ledgerId, position, disposition}
        : {kind: 'forked', recordedEntryHash: entryHash};
    }
    const statement = this.#lanes.statement(entry.header.journalId);
    const covered = statement && entry.header.sequenceNumber <= statement.sequenceNumber;
    return complete && covered ? {kind: 'held', statement} : {kind: 'busy', reason: 'indexBehind'};
  }

  /** Whether an entry that neither memory nor index knows was never recorded on this disk. */
  #indexIsComplete(): boolean {
    const {index, previous} = this.#parts;
    return (
      index.indexed(this.ledgerId) >= this.#recentEntries.forgottenUpTo &&
      previous.every(ledger => index.indexed(ledger.ledgerId) >= ledger.end().position)
    );
  }

  async #findIndexed(place: JournalPlace) {
    const {index, previous, log} = this.#parts;
    try {
      const found = await index.find(place);
      if (!found) return undefined;
      const {ledgerId, position} = found;
      const older = previous.find(ledger => ledger.ledgerId === ledgerId);
      if (ledgerId !== this.ledgerId && !older) return undefined;
      if (position > (older ?? this).end().position) return undefined;
      const entry = await (older ?? this.#reader).entryAt(position);
      if (equalBytes(entry.line.entryHash, found.entryHash)) return {ledgerId, entry};
      log.error('ledger.index-differs', {position, ...place});
      return undefined;
    } catch (error) {
      if (!isFault(error)) throw error;
      log.error('ledger.find-failed', {code: error.code, ...place});
      return undefined;
    }
  }
}
