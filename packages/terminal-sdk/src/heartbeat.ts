import type {Clock} from '@holdfast/std';
import type {Ping, Pong} from '@holdfast/wire';
import {ClockOffset} from './clock-offset.ts';
import {TERMINAL_LIMITS} from './limits.ts';

/** Pings whose answers still tell the time. */
const PINGS_KEPT = 8;

/**
 * Asks the hub once a second whether it lives, and hears it in whatever it says. From the answers
 * it learns how far the two clocks are apart.
 */
export class Heartbeat {
  readonly #clock: Clock;
  readonly #offset = new ClockOffset();
  readonly #pings = new Map<number, {readonly sentMs: number; readonly sentWallMs: number}>();
  #count = 0;
  #nextMs = 0;
  #lastHeardMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#lastHeardMs = clock.monotonicMs();
  }

  get lastHeardMs(): number {
    return this.#lastHeardMs;
  }

  /** Silent until then, the hub is lost. */
  get lostAtMs(): number {
    return this.#lastHeardMs + TERMINAL_LIMITS.hubLostAfterMs;
  }

  offsetMs(): number | undefined {
    return this.#offset.offsetMs();
  }

  heard(): void {
    this.#lastHeardMs = this.#clock.monotonicMs();
  }

  /** The next ping, if it is due. */
  ping(version: number): Ping | undefined {
    const sentMs = this.#clock.monotonicMs();
    if (sentMs < this.#nextMs) return undefined;
    this.#nextMs = sentMs + TERMINAL_LIMITS.heartbeatMs;
    const sentWallMs = this.#clock.wallMs();
    const count = this.#count++;
    this.#pings.set(count, {sentMs, sentWallMs});
    this.#pings.delete(count - PINGS_KEPT);
    return {v: version, type: 'ping', count, terminalTimeMs: Math.max(0, Math.floor(sentWallMs))};
  }

  /** Answers how far off the hub's clock is now known to be. */
  pong({count, hubTimeMs}: Pong): number | undefined {
    const ping = this.#pings.get(count);
    if (!ping) return this.offsetMs();
    this.#pings.delete(count);
    const roundTripMs = this.#clock.monotonicMs() - ping.sentMs;
    this.#offset.add({sentWallMs: ping.sentWallMs, roundTripMs, hubTimeMs});
    return this.offsetMs();
  }
}
