import {type Clock, Fault} from '@holdfast/std';
import type {
  ChangeSuspended,
  SuspendedChange,
  SuspendedChanged,
  SuspendedOutcome,
} from '@holdfast/wire';
import {TERMINAL_LIMITS} from './limits.ts';

type Send = (message: Omit<ChangeSuspended, 'v'>) => void;

/**
 * Asks the hub about suspended sales, over whichever session is open. Without one, or without an
 * answer, it throws `hub/unreachable`: nothing is known then, and may be asked again.
 */
export class SuspendedTalk {
  readonly #clock: Clock;
  readonly #waiting = new Map<number, PromiseWithResolvers<SuspendedOutcome>>();
  #send: Send | undefined;
  #count = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A session is open. */
  attach(send: Send): void {
    this.#send = send;
  }

  /** It is over: whoever waits learns nothing more from it. */
  detach(): void {
    this.#send = undefined;
    for (const count of [...this.#waiting.keys()]) this.#giveUp(count);
  }

  heard({count, outcome}: SuspendedChanged): void {
    this.#waiting.get(count)?.resolve(outcome);
    this.#waiting.delete(count);
  }

  async ask(change: SuspendedChange): Promise<SuspendedOutcome> {
    if (!this.#send) throw new Fault('hub/unreachable');
    this.#count += 1;
    const count = this.#count;
    const answer = Promise.withResolvers<SuspendedOutcome>();
    this.#waiting.set(count, answer);
    this.#send({type: 'changeSuspended', count, change});
    const late = new AbortController();
    // A hub that does not know the word never answers it.
    void this.#clock.sleep(TERMINAL_LIMITS.answerMs, late.signal).then(() => this.#giveUp(count));
    try {
      return await answer.promise;
    } finally {
      late.abort();
    }
  }

  #giveUp(count: number): void {
    this.#waiting.get(count)?.reject(new Fault('hub/unreachable'));
    this.#waiting.delete(count);
  }
}
