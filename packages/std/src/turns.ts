import type {Clock} from './clock.ts';

/**
 * Long work in small pieces: whoever waits for the same thread waits for one piece, not for all of
 * it. After each step: `if (turns.over()) await turns.rest()`.
 */
export class Turns {
  readonly #clock: Pick<Clock, 'sleep'>;
  readonly #stepsMax: number;
  #steps = 0;

  constructor(clock: Pick<Clock, 'sleep'>, stepsMax: number) {
    this.#clock = clock;
    this.#stepsMax = stepsMax;
  }

  /** Notes one step; true after every `stepsMax` of them. */
  over(): boolean {
    this.#steps += 1;
    return this.#steps >= this.#stepsMax;
  }

  /** Resolves after the others had their turn. */
  rest(): Promise<void> {
    this.#steps = 0;
    return this.#clock.sleep(0);
  }
}
