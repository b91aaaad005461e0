import type {Bytes} from './bytes.ts';
import {concatBytes, equalBytes, utf8Encode} from './bytes.ts';
import type {Clock} from './clock.ts';
import type {Digest, SignatureVerifier, SigningKey} from './crypto.ts';
import type {Random} from './random.ts';

/** xorshift128 from a seed: the same seed, the same chance, on every machine. Not for secrets. */
export class SeededRandom implements Random {
  #state: [number, number, number, number];

  constructor(seed: number) {
    this.#state = [seed >>> 0 || 1, 0x9e3779b9, 0x243f6a88, 0xb7e15162];
    for (let warm = 0; warm < 16; warm++) this.#next();
  }

  #next(): number {
    const [a, b, c, d] = this.#state;
    const t = a ^ (a << 11);
    const next = (d ^ (d >>> 19) ^ (t ^ (t >>> 8))) >>> 0;
    this.#state = [b, c, d, next];
    return next;
  }

  bytes(length: number): Bytes {
    return Uint8Array.from({length}, () => this.#next() & 0xff);
  }

  /** A whole number in [0, limit). */
  below(limit: number): number {
    return Math.floor((this.#next() / 0x1_0000_0000) * limit);
  }

  /** True in `percent` of 100 draws. */
  chance(percent: number): boolean {
    return this.below(100) < percent;
  }
}

interface Sleeper {
  readonly atMs: number;
  readonly order: number;
  readonly wake: () => void;
}

/**
 * Time that stands still until {@link VirtualClock.advance} moves it. Sleepers wake in order of
 * their time.
 */
export class VirtualClock implements Clock {
  #nowMs = 0;
  #order = 0;
  #sleepers: Sleeper[] = [];
  /** What the wall shows at monotonic zero; set it to make the wall clock jump. */
  wallOffsetMs = Date.UTC(2026, 0, 1);

  monotonicMs(): number {
    return this.#nowMs;
  }

  wallMs(): number {
    return Math.floor(this.wallOffsetMs + this.#nowMs);
  }

  sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted || durationMs <= 0) return Promise.resolve();
    return new Promise(resolve => {
      const wake = () => {
        signal?.removeEventListener('abort', wake);
        this.#sleepers = this.#sleepers.filter(other => other !== sleeper);
        resolve();
      };
      const sleeper = {atMs: this.#nowMs + durationMs, order: this.#order++, wake};
      this.#sleepers.push(sleeper);
      signal?.addEventListener('abort', wake, {once: true});
    });
  }

  /**
   * Moves time forward by `durationMs`, waking sleepers one by one and letting each run until it
   * rests.
   */
  async advance(durationMs: number): Promise<void> {
    const untilMs = this.#nowMs + durationMs;
    await settle();
    for (;;) {
      const next = this.#sleepers
        .filter(sleeper => sleeper.atMs <= untilMs)
        .sort((a, b) => a.atMs - b.atMs || a.order - b.order)[0];
      if (!next) break;
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.wake();
      await settle();
    }
    this.#nowMs = untilMs;
    await settle();
  }

  /** Advances step by step until `done` answers true; fails after `limitMs` of virtual time. */
  async runUntil(done: () => boolean, {stepMs = 10, limitMs = 600_000} = {}): Promise<void> {
    const startMs = this.#nowMs;
    await settle();
    while (!done()) {
      if (this.#nowMs - startMs > limitMs) throw new Error(`not done after ${limitMs} virtual ms`);
      await this.advance(stepMs);
    }
  }
}

/** Lets every promise that can resolve without time passing do so. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
}

const TOY_KEY = utf8Encode('toy key\0');

/**
 * A key for simulations: the same name, the same key, at once and on every machine. It protects
 * nothing.
 */
export function toySigningKey(digest: Digest, name: string): SigningKey {
  const bytes = digest.sha256(concatBytes(TOY_KEY, utf8Encode(name)));
  return {
    publicKey: {algorithm: 'ed25519', bytes},
    sign: async message => toySignature(digest, {key: bytes, message}),
  };
}

/** Verifies what a {@link toySigningKey} signed. */
export function toyVerifier(digest: Digest): SignatureVerifier {
  return {
    verify: async ({publicKey, message, signature}) =>
      equalBytes(signature, toySignature(digest, {key: publicKey.bytes, message})),
  };
}

function toySignature(
  digest: Digest,
  {key, message}: {readonly key: Uint8Array; readonly message: Uint8Array},
): Bytes {
  const half = digest.sha256(concatBytes(key, digest.sha256(message)));
  return concatBytes(half, digest.sha256(half));
}
