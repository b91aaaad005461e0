import {UPLINK_LIMITS} from './limits.ts';

const WINDOW_MS = 200;

/**
 * How many bytes a millisecond a way carries while it is busy, over all that is under way at once.
 * Only bulk exchanges count: a small one measures the round trip, not the way.
 */
export class Throughput {
  #bytesPerMs: number = UPLINK_LIMITS.throughputFirstBytesPerMs;
  #inFlight = 0;
  #inFlightBytes = 0;
  #windowStartMs = 0;
  #windowBytes = 0;

  get bytesPerMs(): number {
    return this.#bytesPerMs;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get inFlightBytes(): number {
    return this.#inFlightBytes;
  }

  started(bytes: number, nowMs: number): void {
    if (this.#inFlight === 0) {
      this.#windowStartMs = nowMs;
      this.#windowBytes = 0;
    }
    this.#inFlight += 1;
    this.#inFlightBytes += bytes;
  }

  ended(bytes: number, nowMs: number, carried: boolean): void {
    this.#inFlight -= 1;
    this.#inFlightBytes -= bytes;
    if (carried) this.#windowBytes += bytes;
    const elapsedMs = nowMs - this.#windowStartMs;
    if (!carried || elapsedMs <= 0 || (elapsedMs < WINDOW_MS && this.#inFlight > 0)) return;
    this.#bytesPerMs = 0.7 * this.#bytesPerMs + 0.3 * (this.#windowBytes / elapsedMs);
    this.#windowStartMs = nowMs;
    this.#windowBytes = 0;
  }

  /**
   * Whether one more bulk exchange may join: a fast way is kept busy by several, and a slow one
   * does not queue what a fresh sale would have to wait behind.
   */
  get hasRoom(): boolean {
    const {backlogInFlightMax, backlogQueueMs} = UPLINK_LIMITS;
    return (
      this.#inFlight === 0 ||
      (this.#inFlight < backlogInFlightMax && this.expectedMs(0) < backlogQueueMs)
    );
  }

  /** How long `bytes` more would take, behind what is under way. */
  expectedMs(bytes: number): number {
    return (this.#inFlightBytes + bytes) / Math.max(this.#bytesPerMs, 0.001);
  }
}
