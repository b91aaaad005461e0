import {Fault, type FaultCode} from '@holdfast/std';
import type {FleetBatch} from '../fleet-batch.ts';
import type {StoredSegment} from '../segment-record.ts';
import {MemoryFleetStore} from './memory-fleet-store.ts';

/** How a commit breaks: with nothing of it kept, or with all of it. */
export interface CommitBreak {
  readonly code: FaultCode;
  readonly kept: boolean;
}

/**
 * A store in memory whose next commit or reads break as told, once, and which counts that it did.
 */
export class BreakingStore extends MemoryFleetStore {
  /** How often a break that was set did strike. */
  struck = 0;
  #commitBreak: CommitBreak | undefined;
  #gate: Promise<void> = Promise.resolve();
  readonly #damaged = new Set<number>();
  #broken: Fault | undefined;

  breakNextCommit(how: CommitBreak): void {
    this.#commitBreak = how;
  }

  /** Holds commits back until what is returned is called: a slow disk. */
  holdCommits(): () => void {
    const {promise, resolve} = Promise.withResolvers<void>();
    this.#gate = promise;
    return resolve;
  }

  /** Flips a bit of a stored segment, wherever it is read from now on. */
  damage(segmentId: number): void {
    this.#damaged.add(segmentId);
  }

  override async commit(batch: FleetBatch): Promise<void> {
    await this.#gate;
    if (this.#broken) throw this.#broken;
    const how = this.#commitBreak;
    this.#commitBreak = undefined;
    if (!how) return super.commit(batch);
    this.struck += 1;
    if (how.kept) await super.commit(batch);
    const fault = new Fault(how.code);
    if (how.code !== 'database/disk-full') this.#broken = fault;
    throw fault;
  }

  /**
   * What the next process finds: the same content, no memory of the break, and no other to come.
   */
  reopened(): this {
    this.#broken = undefined;
    this.#commitBreak = undefined;
    return this;
  }

  override async segment(segmentId: number): Promise<StoredSegment | undefined> {
    const stored = await super.segment(segmentId);
    if (!stored || !this.#damaged.has(segmentId)) return stored;
    this.struck += 1;
    const bytes = stored.bytes.slice();
    const at = bytes.length - 3;
    bytes[at] = (bytes[at] ?? 0) ^ 4;
    return {...stored, bytes};
  }
}
