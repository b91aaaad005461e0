import {assert} from '@holdfast/std';
import {UPLINK_LIMITS} from './limits.ts';

const SAMPLES_KEPT = 64;

/**
 * What a way's small exchanges usually take, smoothed as TCP does (RFC 6298 §2), and the time after
 * which an answer is late. Each attempt is a request of its own, so every sample is unambiguous.
 */
export class RoundTrips {
  #smoothedMs: number | undefined;
  #varianceMs = 0;
  readonly #recent: number[] = [];

  /** Absent until something was measured. */
  get smoothedMs(): number | undefined {
    return this.#smoothedMs;
  }

  add(sampleMs: number): void {
    assert(sampleMs >= 0, 'time goes forward');
    if (this.#smoothedMs === undefined) {
      this.#smoothedMs = sampleMs;
      this.#varianceMs = sampleMs / 2;
    } else {
      const distance = Math.abs(this.#smoothedMs - sampleMs);
      this.#varianceMs = 0.75 * this.#varianceMs + 0.25 * distance;
      this.#smoothedMs = 0.875 * this.#smoothedMs + 0.125 * sampleMs;
    }
    this.#recent.push(sampleMs);
    if (this.#recent.length > SAMPLES_KEPT) this.#recent.shift();
  }

  /** An answer that takes longer than this is late. */
  get lateAfterMs(): number {
    const {lateFirstMs, lateFloorMs, lateCeilingMs} = UPLINK_LIMITS;
    if (this.#smoothedMs === undefined) return lateFirstMs;
    const usualMs = this.#smoothedMs + 4 * this.#varianceMs;
    return Math.min(lateCeilingMs, Math.max(lateFloorMs, usualMs));
  }

  /**
   * Of the last 64 exchanges, 95 in 100 were as fast as this. Absent until something was measured.
   */
  get p95Ms(): number | undefined {
    const sorted = this.#recent.toSorted((a, b) => a - b);
    return sorted[Math.ceil(sorted.length * 0.95) - 1];
  }
}
