import {assert, Fault, type FaultCode} from '@holdfast/std';
import type {JournalId, LedgerId} from '@holdfast/wire';
import type {
  KeptEntry,
  KeptStatement,
  LedgerStore,
  StoreContents,
  StoredGroup,
  StoreEffort,
  StorePrune,
  StoreWrite,
  Watermark,
} from '../ports.ts';

/** What survives when a {@link MemoryLedgerStore} is dropped and another is made over it. */
export class MemoryDisk {
  ledgerId: LedgerId | undefined;
  groups: readonly StoredGroup[] = [];
  readonly watermarks = new Map<string, Watermark>();
  readonly heldStatements = new Map<JournalId, KeptStatement>();
  /** By ledger and position. */
  readonly kept = new Map<string, KeptEntry>();
}

/** A ledger's store in memory, whose disk can be slow, full or broken when a test says so. */
export class MemoryLedgerStore implements LedgerStore {
  readonly disk: MemoryDisk;
  /** Every write that was asked for, stored or not. */
  readonly writes: StoreWrite[] = [];
  /** Positions that were read from, in order. */
  readonly reads: number[] = [];
  /** Every deletion that was asked for, done or not: up to which position. */
  readonly prunes: number[] = [];
  /** Every rewriting that was asked for: the first positions of its groups. */
  readonly rewrites: (readonly number[])[] = [];
  checkpoints = 0;
  closed = false;
  #walBytes = 0;
  #gate: PromiseWithResolvers<void> | undefined;
  #faults: FaultCode[] = [];
  #broken: Fault | undefined;

  constructor(disk = new MemoryDisk()) {
    this.disk = disk;
  }

  /** From now on writes wait until {@link release}: the disk syncs as slowly as the test likes. */
  hold(): void {
    this.#gate ??= Promise.withResolvers();
  }

  release(): void {
    this.#gate?.resolve();
    this.#gate = undefined;
  }

  /** Power is cut: what was not stored never will be. The disk, for the next store. */
  crash(): MemoryDisk {
    this.#broken ??= new Fault('database/failed', {reason: 'crashed'});
    return this.disk;
  }

  /** The next write fails so. After anything but `database/disk-full` the store is broken. */
  failNextWrite(code: FaultCode): void {
    this.#faults.push(code);
  }

  async contents(): Promise<StoreContents> {
    const {ledgerId, groups, watermarks, heldStatements} = this.disk;
    return {
      ledgerId,
      firstPosition: groups[0]?.first ?? 0,
      lastPosition: groups.at(-1)?.last ?? 0,
      watermarks: [...watermarks.values()],
      heldStatements: [...heldStatements.values()],
    };
  }

  async found(ledger: {
    readonly ledgerId: LedgerId;
    readonly write: StoreWrite;
  }): Promise<StoreEffort> {
    assert(this.disk.ledgerId === undefined, 'a store is founded once');
    const effort = await this.write(ledger.write);
    this.disk.ledgerId = ledger.ledgerId;
    return effort;
  }

  async write(write: StoreWrite): Promise<StoreEffort> {
    this.writes.push(write);
    await this.#sync();
    const {group, watermarks = [], heldStatements = []} = write;
    if (group) {
      const begins = this.disk.groups.length === 0; // wherever its ledger was shortened to
      assert(begins || group.first === this.#last() + 1, 'a group begins where the last one ended');
      this.disk.groups = [...this.disk.groups, group];
      this.#walBytes += group.entries.length;
    }
    for (const watermark of watermarks) this.disk.watermarks.set(watermark.sink, watermark);
    for (const kept of heldStatements) this.disk.heldStatements.set(kept.journalId, kept);
    return {walBytes: this.#walBytes};
  }

  async prune({upTo, kept}: StorePrune): Promise<StoreEffort> {
    this.prunes.push(upTo);
    await this.#sync();
    const stay = this.disk.groups.filter(({last}) => last > upTo);
    assert(upTo === 0 || stay[0]?.first === upTo + 1, 'whole groups go, and never the last');
    this.disk.groups = stay;
    for (const entry of kept) {
      const name = `${entry.ledgerId}/${String(entry.position).padStart(16, '0')}`;
      this.disk.kept.set(name, this.disk.kept.get(name) ?? entry);
    }
    return {walBytes: this.#walBytes};
  }

  async rewrite(groups: readonly StoredGroup[]): Promise<StoreEffort> {
    this.rewrites.push(groups.map(({first}) => first));
    await this.#sync();
    const byFirst = new Map(groups.map(group => [group.first, group]));
    this.disk.groups = this.disk.groups.map(group => byFirst.get(group.first) ?? group);
    return {walBytes: 0};
  }

  async readKept(page: {
    readonly skip: number;
    readonly limit: number;
  }): Promise<readonly KeptEntry[]> {
    const names = [...this.disk.kept.keys()].sort().slice(page.skip, page.skip + page.limit);
    return names.flatMap(name => this.disk.kept.get(name) ?? []);
  }

  async readGroups(stretch: {
    readonly from: number;
    readonly bytesMax: number;
  }): Promise<readonly StoredGroup[]> {
    this.reads.push(stretch.from);
    const read: StoredGroup[] = [];
    let bytes = 0;
    if (stretch.from < (this.disk.groups[0]?.first ?? 0)) return [];
    for (const group of this.disk.groups) {
      if (group.last < stretch.from) continue;
      if (bytes > stretch.bytesMax) break;
      read.push(group);
      bytes += group.entries.length;
    }
    return read;
  }

  async laneTableBefore(upTo: number): Promise<number | undefined> {
    return this.disk.groups.findLast(({laneTable, last}) => laneTable === 'all' && last <= upTo)
      ?.first;
  }

  async checkpoint(): Promise<void> {
    if (this.#broken) throw this.#broken;
    await this.#gate?.promise;
    this.checkpoints += 1;
    this.#walBytes = 0;
  }

  async close(): Promise<void> {
    this.closed = true;
  }

  async #sync(): Promise<void> {
    assert(!this.closed, 'a closed store is not written');
    await this.#gate?.promise;
    const code = this.#faults.shift();
    if (code !== undefined && code !== 'database/disk-full') this.#broken ??= new Fault(code);
    if (this.#broken) throw this.#broken;
    if (code !== undefined) throw new Fault(code);
  }

  #last(): number {
    return this.disk.groups.at(-1)?.last ?? 0;
  }
}
