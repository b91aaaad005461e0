import {assert} from './assert.ts';
import {fraction, type Random} from './random.ts';

export interface BackoffLimits {
  readonly firstMs: number;
  readonly maxMs: number;
}

/**
 * Waits between tries: doubling from `firstMs` to `maxMs`, each drawn evenly from its upper half.
 * The jitter keeps sixty tills from ringing a returning hub in the same millisecond.
 */
export class Backoff {
  readonly #limits: BackoffLimits;
  readonly #random: Random;
  #tries = 0;

  constructor(limits: BackoffLimits, random: Random) {
    assert(
      limits.firstMs > 0 && limits.maxMs >= limits.firstMs,
      'waits grow from a positive first',
    );
    this.#limits = limits;
    this.#random = random;
  }

  nextMs(): number {
    const ceilingMs = Math.min(this.#limits.maxMs, this.#limits.firstMs * 2 ** this.#tries);
    this.#tries += 1;
    return (ceilingMs / 2) * (1 + fraction(this.#random));
  }

  reset(): void {
    this.#tries = 0;
  }
}
