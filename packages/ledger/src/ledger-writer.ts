import {assert, type Clock, type Digest, isFault} from '@holdfast/std';
import {AppendQueue, type PendingAppend} from './append-queue.ts';
import {DurableLanes} from './durable-lanes.ts';
import {closeGroup, type LedgerTail} from './group.ts';
import type {RecordedTail} from './lane-table.ts';
import type {LedgerStats} from './ledger-stats.ts';
import type {LedgerLimits} from './limits.ts';
import {PendingNotes} from './pending-notes.ts';
import type {LedgerStore, StoredGroup, StoreEffort, StorePrune, StoreWrite} from './ports.ts';

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

/** Work on what is stored already. */
interface Upkeep extends PromiseWithResolvers<void> {
  readonly act: (store: LedgerStore) => Promise<StoreEffort>;
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
  /** What is to be deleted or rewritten as soon as nobody waits. */
  #upkeep: Upkeep[] = [];
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

  /** Deletes once no append and no note waits. Rejects as the store does. */
  prune(prune: StorePrune): Promise<void> {
    return this.#keepUp(store => store.prune(prune));
  }

  /** Rewrites once no append and no note waits. Rejects as the store does. */
  rewrite(groups: readonly StoredGroup[]): Promise<void> {
    return this.#keepUp(store => store.rewrite(groups));
  }

  async #keepUp(act: Upkeep['act']): Promise<void> {
    this.#assertOpen();
    if (this.#failure) throw this.#failure.reason;
    const upkeep = {act, ...Promise.withResolvers<void>()};
    this.#upkeep.push(upkeep);
    this.#wake();
    await upkeep.promise;
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
      while (!this.#failure && (this.#isAsked || this.#upkeep.length > 0)) {
        if (this.#walBytes >= this.#parts.limits.walBytesMax) await this.#checkpoint('cap');
        if (this.#isAsked) await this.#writeNext();
        else await this.#keepUpNext();
      }
    } catch (error) {
      this.#break(error);
    }
    this.#running = undefined;
    if (!this.#failure && !this.#closed && this.#walBytes > 0) void this.#checkpointWhenQuiet();
  }

  /** Whether somebody waits for a write. */
  get #isAsked(): boolean {
    return this.#queue.entries > 0 || this.#notes.size > 0;
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

  async #keepUpNext(): Promise<void> {
    const next = this.#upkeep.shift();
    if (!next) return;
    try {
      this.#walBytes = (await next.act(this.#parts.store)).walBytes;
      next.resolve();
    } catch (error) {
      next.reject(error);
      const passes = isFault(error, 'database/disk-full') || isFault(error, 'database/in-use');
      if (!passes) throw error;
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
    for (const {reject} of this.#upkeep.splice(0)) reject(reason);
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
