import {type Clock, Fault} from '@holdfast/std';

const ADDRESSES_MAX = 16_384;

interface Bucket {
  tokens: number;
  atMs: number;
}

/** A token bucket an address: so many requests at once, and so many a second after that. */
export class RateLimit {
  readonly #limits: {readonly perSecond: number; readonly burst: number};
  readonly #clock: Clock;
  readonly #buckets = new Map<string, Bucket>();

  constructor(limits: {readonly perSecond: number; readonly burst: number}, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /** Throws `gateway/busy` for an address that has used its share. */
  pass(address: string): void {
    const {perSecond, burst} = this.#limits;
    const nowMs = this.#clock.monotonicMs();
    const known = this.#buckets.get(address);
    const refilled = known ? known.tokens + ((nowMs - known.atMs) * perSecond) / 1000 : burst;
    const bucket = {tokens: Math.min(burst, refilled), atMs: nowMs};
    this.#buckets.delete(address);
    this.#buckets.set(address, bucket); // the longest unseen stands first
    for (const oldest of this.#buckets.keys()) {
      if (this.#buckets.size <= ADDRESSES_MAX) break;
      this.#buckets.delete(oldest);
    }
    if (bucket.tokens < 1) throw new Fault('gateway/busy', {reason: 'too many requests a second'});
    bucket.tokens -= 1;
  }
}
