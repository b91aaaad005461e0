import type {Clock} from '@holdfast/std';
import type {JournalId} from '@holdfast/wire';
import {INGEST_LIMITS} from './limits.ts';

/** A session that took over from one that lives. */
export interface TakeOver {
  readonly journalId: JournalId;
  /** The run of the program behind each session, where it says. */
  readonly from: string | undefined;
  readonly by: string | undefined;
}

interface Displaced {
  readonly run: string | undefined;
  readonly atMs: number;
}

/**
 * Tells two holders of one key from one that roams or lost its line. One holder is one run of a
 * program, or, started again, another one for good. A run that comes back after another one took
 * its place while it lived was there all the time: that is proof. Of tills that do not name their
 * run, takeovers by turns are.
 */
export class TwinWatch {
  readonly #clock: Clock;
  /** Whose place was taken while they lived, the last few times of each journal. */
  readonly #displaced = new Map<JournalId, readonly Displaced[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether this take-over is two holders' doing. */
  superseded({journalId, from, by}: TakeOver): boolean {
    if (from !== undefined && from === by) return false;
    const atMs = this.#clock.monotonicMs();
    const {supersededMax, supersededWithinMs} = INGEST_LIMITS;
    const recent = (this.#displaced.get(journalId) ?? []).filter(
      before => atMs - before.atMs < supersededWithinMs,
    );
    const now = [...recent, {run: from, atMs}];
    this.#displaced.set(journalId, now.slice(-supersededMax));
    return by === undefined ? now.length >= supersededMax : recent.some(({run}) => run === by);
  }
}
