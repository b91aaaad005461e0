import type {Clock} from '@holdfast/std';

/** A PIN has four digits at least: twenty guesses a day are one in five hundred. */
export const SIGN_IN_LIMITS = {
  /** Wrong ones in a row before anybody waits. */
  freeTries: 3,
  /** The first pause; each is twice the one before. */
  pauseMs: 5_000,
  pauseMaxMs: 5 * 60_000,
  triesADay: 20,
  dayMs: 24 * 60 * 60_000,
} as const;

/** Whether somebody may try now. */
export type MayTry =
  | {readonly kind: 'yes'}
  /** One try at a time, and a pause after wrong ones. */
  | {readonly kind: 'wait'; readonly waitMs: number}
  /** The day's tries are used up. */
  | {readonly kind: 'closed'; readonly waitMs: number};

interface Tries {
  /** Wall milliseconds, oldest first: they count over a restart. */
  readonly wrongAtMs: readonly number[];
  readonly inARow: number;
  readonly trying: boolean;
}

const NONE: Tries = {wrongAtMs: [], inARow: 0, trying: false};

/**
 * Counts wrong tries for each name that may sign in, and together for all that may not. It knows no
 * addresses: on a LAN, a guesser has as many as he likes.
 */
export class SignInGuard {
  readonly #clock: Clock;
  readonly #tries = new Map<string, Tries>();

  /** `past`: the wrong tries of the last day that are on record, oldest first. */
  constructor(clock: Clock, past: readonly {readonly name: string; readonly atMs: number}[] = []) {
    this.#clock = clock;
    for (const {name, atMs} of past) this.#note(name, atMs);
  }

  /** Takes the one place to try under this name, where it is free. */
  begin(name: string): MayTry {
    const may = this.#look(name);
    if (may.kind === 'yes') this.#tries.set(name, {...this.#of(name), trying: true});
    return may;
  }

  /** Gives the place back. */
  end(name: string, right: boolean): void {
    this.#tries.set(name, {...this.#of(name), trying: false});
    if (right) this.#tries.set(name, {...this.#of(name), inARow: 0});
    else this.#note(name, this.#clock.wallMs());
  }

  #look(name: string): MayTry {
    const {wrongAtMs, inARow, trying} = this.#of(name);
    const {freeTries, pauseMs, pauseMaxMs, triesADay, dayMs} = SIGN_IN_LIMITS;
    const nowMs = this.#clock.wallMs();
    const today = wrongAtMs.filter(atMs => atMs > nowMs - dayMs);
    if (today.length >= triesADay) {
      return {kind: 'closed', waitMs: (today[0] ?? nowMs) + dayMs - nowMs};
    }
    if (trying) return {kind: 'wait', waitMs: 1_000};
    if (inARow < freeTries) return {kind: 'yes'};
    const pause = Math.min(pauseMs * 2 ** (inARow - freeTries), pauseMaxMs);
    const waitMs = (wrongAtMs.at(-1) ?? 0) + pause - nowMs;
    return waitMs > 0 ? {kind: 'wait', waitMs: Math.min(waitMs, pause)} : {kind: 'yes'};
  }

  #note(name: string, atMs: number): void {
    const {wrongAtMs, inARow, trying} = this.#of(name);
    const kept = [...wrongAtMs, atMs].slice(-SIGN_IN_LIMITS.triesADay);
    this.#tries.set(name, {wrongAtMs: kept, inARow: inARow + 1, trying});
  }

  #of(name: string): Tries {
    return this.#tries.get(name) ?? NONE;
  }
}
