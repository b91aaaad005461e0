import {Backoff, type BackoffLimits, type FaultCode, type Random} from '@holdfast/std';

/**
 * How many segments of one kind may be under way, and when to try after a failure. While it fails,
 * one try at a time; the first success opens it again.
 */
export class SendLane {
  readonly #inFlightMax: number;
  readonly #backoff: Backoff;
  #inFlight = 0;
  #failing = false;
  #notBeforeMs = 0;
  #lastStartMs = Number.NEGATIVE_INFINITY;
  #fault: FaultCode | undefined;

  constructor(
    limits: {readonly inFlightMax: number; readonly retry: BackoffLimits},
    random: Random,
  ) {
    this.#inFlightMax = limits.inFlightMax;
    this.#backoff = new Backoff(limits.retry, random);
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Why the last try failed, until one succeeds. */
  get fault(): FaultCode | undefined {
    return this.#fault;
  }

  /** When the next may start: now or earlier, later, or never until something ends. */
  get startsAtMs(): number {
    const max = this.#failing ? 1 : this.#inFlightMax;
    return this.#inFlight >= max ? Number.POSITIVE_INFINITY : this.#notBeforeMs;
  }

  get lastStartMs(): number {
    return this.#lastStartMs;
  }

  started(nowMs: number): void {
    this.#inFlight += 1;
    this.#lastStartMs = nowMs;
  }

  ended(): void {
    this.#inFlight -= 1;
  }

  succeeded(): void {
    this.revive();
    this.#fault = undefined;
  }

  failed(fault: FaultCode, nowMs: number): void {
    this.#fault = fault;
    this.#failing = true;
    this.#notBeforeMs = nowMs + this.#backoff.nextMs();
  }

  /** The way may be free again: no more waiting. */
  revive(): void {
    this.#failing = false;
    this.#notBeforeMs = 0;
    this.#backoff.reset();
  }

  pause(fault: FaultCode, untilMs: number): void {
    this.#fault = fault;
    this.#notBeforeMs = Math.max(this.#notBeforeMs, untilMs);
  }
}
