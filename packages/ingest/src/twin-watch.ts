import type {Clock} from '@holdfast/std';
import type {JournalId} from '@holdfast/wire';
import {INGEST_LIMITS} from './limits.ts';

/**
 * Tells two holders of one key from one that lost its line: each takes over from the other while
 * that one is still talking, and so by turns.
 */
export class TwinWatch {
  readonly #clock: Clock;
  /** When each journal's sessions took over from another, the last few times. */
  readonly #times = new Map<JournalId, readonly number[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A session of the journal took over from one that lives; whether that is two holders' doing. */
  superseded(journalId: JournalId): boolean {
    const nowMs = this.#clock.monotonicMs();
    const {supersededMax, supersededWithinMs} = INGEST_LIMITS;
    const recent = (this.#times.get(journalId) ?? []).filter(
      atMs => nowMs - atMs < supersededWithinMs,
    );
    this.#times.set(journalId, [...recent, nowMs].slice(-supersededMax));
    return recent.length + 1 >= supersededMax;
  }
}
