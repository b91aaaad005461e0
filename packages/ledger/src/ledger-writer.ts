import {assert, type Clock, type Digest, isFault} from '@holdfast/std';
import {AppendQueue, type PendingAppend} from './append-queue.ts';
import {DurableLanes} from './durable-lanes.ts';
import {closeGroup, type LedgerTail} from './group.ts';
import type {RecordedTail} from './lane-table.ts';
import type {LedgerStats} from './ledger-stats.ts';
import type {LedgerLimits} from './limits.ts';
import {PendingNotes} from './pending-notes.ts';
import type {LedgerStore, StoredGroup, StorePrune, StoreWrite} from './ports.ts';

export interface LedgerWriterParts {
  readonly store: LedgerStore;
  readonly digest: Digest;
  readonly clock: Clock;
  readonly limits: LedgerLimits;
  readonly tail: LedgerTail;
  readonly lanes: readonly RecordedTail[];
  /** The group is durable and the tail moved; its appends are not answered yet. */
  readonly onDurable: (group: StoredGroup, appends: readonly PendingAppend[]) => void;
}

/**
 * The one hand that writes a store, one write at a time. Group commit without a timer: whatever
 * arrives while one write is syncing forms the next.
 *
 *   append ─► queue ─► group ─► write and sync ─► durable ─► answered
 *                        ▲ notes ride along         │ quiet, or the log at its cap: checkpoint
 */
export class LedgerWriter {
  readonly #parts: LedgerWriterParts;
  readonly #queue: AppendQueue;
  readonly #notes = new PendingNotes();
  readonly #lanes: DurableLanes;
  readonly #failed = Promise.withResolvers<unknown>();
  #tail: LedgerTail;
  #failure: {readonly reason: unknown} | undefined;
  #running: Promise<void> | undefined;
  #checkpointing = false;
  #closed = false;
  /** Set while somebody waits for the writer to have been idle for long enough to checkpoint. */
  #quiet: AbortController | undefined;
  #idleSinceMs = 0;
  #walBytes = 0;
  /** What is to be deleted as soon as nobody waits. */
  #prune: ({readonly prune: StorePrune} & PromiseWithResolvers<void>) | undefined;
  readonly #counts = {entries: 0, groups: 0, syncs: 0, idle: 0, cap: 0, behind: 0, full: 0};

  constructor(parts: LedgerWriterParts) {
    this.#parts = parts;
    this.#tail = parts.tail;
    this.#queue = new AppendQueue(parts.limits);
    this.#lanes = new DurableLanes(parts.lanes, parts.limits);
  }

  /** The last durable place. */
  get tail(): LedgerTail {
    return this.#tail;
  }

  /**
   * Resolves with what broke the writer, if ever anything does. Nothing is promised from then on.
   */
  get failed(): Promise<unknown> {
    return this.#failed.promise;
  }

  /** What every later append and note is rejected with. */
  get failure(): {readonly reason: unknown} | undefined {
    return this.#failure;
  }

  get stats(): Omit<LedgerStats, 'refused'> & {readonly diskFull: number} {
    const {entries, groups, syncs, idle, cap, behind, full} = this.#counts;
    return {
      entries,
      groups,
      syncs,
      checkpoints: {idle, cap},
      appendsBehindCheckpoint: behind,
      diskFull: full,
      walBytes: this.#walBytes,
      queue: {entries: this.#queue.entries, bytes: this.#queue.bytes},
    };
  }

  hasRoom(bytes: number): boolean {
    return this.#queue.hasRoom(bytes);
  }

  append(append: PendingAppend): void {
    this.#assertOpen();
    if (this.#checkpointing) this.#counts.behind += 1;
    this.#queue.push(append);
    this.#wake();
  }

  /** Resolves once the note is durable. */
  async note(note: Parameters<PendingNotes['add']>[0]): Promise<void> {
    this.#assertOpen();
    if (this.#failure) throw this.#failure.reason;
    const written = this.#notes.add(note);
    this.#wake();
    await written;
  }

  /** Deletes once no append and no note waits; one at a time. Rejects as the store does. */
  async prune(prune: StorePrune): Promise<void> {
    this.#assertOpen();
    if (this.#failure) throw this.#failure.reason;
    assert(!this.#prune, 'one deletion at a time');
    this.#prune = {prune, ...Promise.withResolvers<void>()};
    const {promise} = this.#prune;
    this.#wake();
    await promise;
  }

  /** Takes nothing new, and resolves once what is in hand is written. */
  async drain(): Promise<void> {
    this.#closed = true;
    this.#quiet?.abort('closed');
    await this.#running;
  }

  /** Drains, then gives the store up. */
  async close(): Promise<void> {
    await this.drain();
    await this.#parts.store.close();
  }

  #assertOpen(): void {
    assert(!this.#closed, 'a closed ledger is not written');
  }

  /** A microtask later, so that what is appended in one breath is one group. */
  #wake(): void {
    this.#running ??= Promise.resolve().then(() => this.#run());
  }

  async #run(): Promise<void> {
    try {
      while (!this.#failure && (this.#queue.entries > 0 || this.#notes.size > 0 || this.#prune)) {
        if (this.#walBytes >= this.#parts.limits.walBytesMax) await this.#checkpoint('cap');
        if (this.#queue.entries > 0 || this.#notes.size > 0) await this.#writeNext();
        else await this.#pruneNext();
      }
    } catch (error) {
      this.#break(error);
    }
    this.#running = undefined;
    if (!this.#failure && !this.#closed && this.#walBytes > 0) void this.#checkpointWhenQuiet();
  }

  async #writeNext(): Promise<void> {
    const {digest, store, onDurable} = this.#parts;
    const appends = this.#queue.takeGroup();
    const notes = this.#notes.take();
    const entries = appends.map(({unplaced}) => unplaced);
    const table = this.#lanes.tableFor(entries);
    const closed = entries.length > 0 && closeGroup(digest, {tail: this.#tail, entries, ...table});
    const {watermarks, heldStatements} = notes;
    const write: StoreWrite = {
      ...(closed ? {group: closed.group} : {}),
      ...(watermarks ? {watermarks} : {}),
      ...(heldStatements ? {heldStatements} : {}),
    };
    try {
      this.#walBytes = (await store.write(write)).walBytes;
    } catch (error) {
      if (!isFault(error, 'database/disk-full')) {
        for (const {reject} of [...appends, ...notes.waiters]) reject(error);
        throw error;
      }
      if (!closed) for (const {reject} of notes.waiters) reject(error);
      else this.#notes.putBack(notes); // without the group there may be room for them
      this.#refuse(appends);
      return;
    }
    this.#counts.syncs += 1;
    for (const {resolve} of notes.waiters) resolve();
    if (!closed) return;
    this.#counts.groups += 1;
    this.#counts.entries += entries.length;
    this.#tail = closed.tail;
    this.#lanes.written(closed.group, table.lanes);
    onDurable(closed.group, appends);
  }

  async #pruneNext(): Promise<void> {
    const next = this.#prune;
    this.#prune = undefined;
    if (!next) return;
    try {
      this.#walBytes = (await this.#parts.store.prune(next.prune)).walBytes;
      next.resolve();
    } catch (error) {
      next.reject(error);
      if (!isFault(error, 'database/disk-full')) throw error;
    }
  }

  /** The disk is full: nothing was stored, of these or of what was decided after them. */
  #refuse(appends: readonly PendingAppend[]): void {
    const refused = [...appends, ...this.#queue.takeAll()];
    this.#counts.full += refused.length;
    for (const {undo} of refused.toReversed()) undo();
    for (const {resolve} of refused) resolve({kind: 'busy', reason: 'diskFull'});
  }

  #break(reason: unknown): void {
    this.#failure = {reason};
    for (const {reject} of [...this.#queue.takeAll(), ...this.#notes.take().waiters]) {
      reject(reason);
    }
    this.#prune?.reject(reason);
    this.#prune = undefined;
    this.#failed.resolve(reason);
  }

  /** One watch at a time, however often it is disturbed: a busy store disturbs it at every sale. */
  async #checkpointWhenQuiet(): Promise<void> {
    const {clock, limits} = this.#parts;
    this.#idleSinceMs = clock.monotonicMs();
    if (this.#quiet) return;
    const quiet = new AbortController();
    this.#quiet = quiet;
    for (;;) {
      const restMs = this.#idleSinceMs + limits.checkpointIdleMs - clock.monotonicMs();
      if (restMs <= 0 && !this.#running) break;
      await clock.sleep(restMs > 0 ? restMs : limits.checkpointIdleMs, quiet.signal);
      if (quiet.signal.aborted || this.#failure) return;
    }
    this.#quiet = undefined;
    if (this.#walBytes === 0) return;
    this.#running = this.#checkpoint('idle')
      .catch(error => this.#break(error))
      .then(() => this.#run());
  }

  async #checkpoint(cause: 'idle' | 'cap'): Promise<void> {
    this.#checkpointing = true;
    try {
      await this.#parts.store.checkpoint();
      this.#counts[cause] += 1;
      this.#walBytes = 0;
    } catch (error) {
      // What the log holds is durable where it is; a full disk only keeps it there longer.
      if (!isFault(error, 'database/disk-full')) throw error;
    } finally {
      this.#checkpointing = false;
    }
  }
}
