import type {Clock} from '@holdfast/std';
import {CODE_LIMITS} from './code-window.ts';

/**
 * How many codes were guessed wrong within the last day, by the wall clock, over all windows and
 * lives of the hub. A clock that is set back makes the day longer, never shorter.
 */
export class DayLimit {
  readonly #clock: Clock;
  #failedAtMs: readonly number[];

  /** `failedAtMs`: what the hub's journal says of the lives before this one. */
  constructor(clock: Clock, failedAtMs: readonly number[]) {
    this.#clock = clock;
    this.#failedAtMs = failedAtMs;
  }

  /** Takes one more; answers how many are left today. */
  spend(): number {
    this.#failedAtMs = [...this.#today(), this.#clock.wallMs()];
    return CODE_LIMITS.dayTriesMax - this.#failedAtMs.length;
  }

  /** Until when no window opens; `undefined` while one may. */
  lockedUntilMs(): number | undefined {
    const today = [...this.#today()].sort((a, b) => a - b);
    const oldest = today.at(-CODE_LIMITS.dayTriesMax);
    const spent = today.length >= CODE_LIMITS.dayTriesMax && oldest !== undefined;
    return spent ? oldest + CODE_LIMITS.dayMs : undefined;
  }

  #today(): readonly number[] {
    const since = this.#clock.wallMs() - CODE_LIMITS.dayMs;
    return this.#failedAtMs.filter(atMs => atMs > since);
  }
}
