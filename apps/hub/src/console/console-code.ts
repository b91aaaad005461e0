import {type Clock, equalBytes, type Random, utf8Encode} from '@holdfast/std';
import {drawPairingCode, parsePairingCode} from '@holdfast/wire';

const CODE_MS = 10 * 60_000;
const TRIES = 5;

/**
 * The eight digits by which somebody signs in who can read the hub's data directory: the first
 * manager of a store, and one who forgot the PIN. One at a time, ten minutes, five tries, one use;
 * a restart forgets it.
 */
export class ConsoleCode {
  readonly #clock: Clock;
  readonly #random: Random;
  #open:
    | {readonly digits: string; readonly untilMs: number; readonly triesLeft: number}
    | undefined;

  constructor(tools: {readonly clock: Clock; readonly random: Random}) {
    this.#clock = tools.clock;
    this.#random = tools.random;
  }

  draw(): {readonly code: string; readonly validMs: number} {
    const digits = drawPairingCode(this.#random);
    this.#open = {digits, untilMs: this.#clock.monotonicMs() + CODE_MS, triesLeft: TRIES};
    return {code: digits, validMs: CODE_MS};
  }

  /** Whether there is one that can still be used. */
  get isOpen(): boolean {
    return this.#open !== undefined && this.#open.untilMs > this.#clock.monotonicMs();
  }

  /** Takes it, if it is right; a wrong one costs a try. */
  take(typed: string): boolean {
    const open = this.#open;
    if (!open || !this.isOpen) return false;
    const read = parsePairingCode(typed);
    const right = read.ok && equalBytes(utf8Encode(read.value), utf8Encode(open.digits));
    const triesLeft = open.triesLeft - 1;
    this.#open = right || triesLeft === 0 ? undefined : {...open, triesLeft};
    return right;
  }
}
