import {
  type Clock,
  Fault,
  isFault,
  type Log,
  type Random,
  toBase64Url,
  Wakeup,
} from '@holdfast/std';
import {
  type Probe,
  type ProbeAnswer,
  probeAnswerSchema,
  WAN_PATHS,
  WAN_PROTOCOL_VERSION,
} from '@holdfast/wire';
import type {GatewayProtocol} from './gateway-protocol.ts';
import {UPLINK_LIMITS} from './limits.ts';
import {probeIntervalMs} from './probe-schedule.ts';
import type {Uplink} from './uplink.ts';

const NONCE_BYTES = 16;

export interface ProberPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly protocol: GatewayProtocol;
  readonly log: Log;
  answered(uplink: Uplink, answer: ProbeAnswer): void;
}

/**
 * Asks over every way, at its own pace, whether head office is there and is itself: a fresh nonce,
 * a signed answer. A way that is down is asked too, so that it comes back by itself.
 */
export class Prober {
  readonly #uplinks: readonly Uplink[];
  readonly #ports: ProberPorts;
  readonly #wakeup = new Wakeup();
  readonly #lastMs = new Map<Uplink, number>();
  readonly #inFlight = new Map<Uplink, number>();
  readonly #broken = Promise.withResolvers<never>();

  constructor(uplinks: readonly Uplink[], ports: ProberPorts) {
    this.#uplinks = uplinks;
    this.#ports = ports;
  }

  /** Something changed that may bring a probe forward. */
  reconsider(): void {
    this.#wakeup.notify();
  }

  /** Probes one way now, whatever its pace; resolves when it answered or failed. */
  async probeNow(uplink: Uplink, signal: AbortSignal): Promise<void> {
    await this.#probe(uplink, signal);
  }

  /** Until `signal` aborts. Rejects only with a defect. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.race([this.#keepAsking(signal), this.#broken.promise]);
  }

  async #keepAsking(signal: AbortSignal): Promise<void> {
    const {clock} = this.#ports;
    while (!signal.aborted) {
      const nowMs = clock.monotonicMs();
      const needed = !this.#uplinks.some(carriesForFree);
      let nextMs = nowMs + UPLINK_LIMITS.memoryEveryMs;
      for (const uplink of this.#uplinks) {
        const dueMs = this.#dueMs(uplink, needed);
        if (dueMs > nowMs) nextMs = Math.min(nextMs, dueMs);
        else void this.#probe(uplink, signal).catch(this.#broken.reject);
      }
      await this.#wakeup.waitAtMost({clock, durationMs: nextMs - nowMs}, signal);
    }
  }

  #dueMs(uplink: Uplink, needed: boolean): number {
    const underWay = this.#inFlight.get(uplink) ?? 0;
    if (uplink.paused || underWay >= UPLINK_LIMITS.probesInFlightMax) {
      return Number.POSITIVE_INFINITY; // the end of one, or a person, brings the next
    }
    const lastMs = this.#lastMs.get(uplink);
    if (lastMs === undefined) return 0;
    const sinceMs = Math.max(lastMs, uplink.answeredAtMs ?? 0);
    return sinceMs + probeIntervalMs(uplink, needed);
  }

  async #probe(uplink: Uplink, signal: AbortSignal): Promise<void> {
    const {clock, protocol, random, log} = this.#ports;
    this.#lastMs.set(uplink, clock.monotonicMs());
    this.#count(uplink, 1);
    const nonce = toBase64Url(random.bytes(NONCE_BYTES));
    const probe: Probe = {v: WAN_PROTOCOL_VERSION, type: 'probe', hubId: protocol.hubId, nonce};
    try {
      const request = await protocol.message(WAN_PATHS.probe, probe);
      const onLate = () => this.reconsider();
      const capMs = UPLINK_LIMITS.probeCapMs;
      const answer = probeAnswerSchema.safeParse(
        await uplink.exchange(request, {capMs, signal, onLate}),
      );
      if (answer.success && answer.data.nonce === nonce) this.#ports.answered(uplink, answer.data);
      else throw new Fault('wire/malformed', {what: 'probe answer'});
    } catch (error) {
      if (!isFault(error)) throw error;
      log.debug('probe.failed', {uplink: uplink.name, ...error.fields, code: error.code});
    } finally {
      this.#count(uplink, -1);
      this.reconsider();
    }
  }

  #count(uplink: Uplink, change: number): void {
    this.#inFlight.set(uplink, (this.#inFlight.get(uplink) ?? 0) + change);
  }
}

function carriesForFree({state, metered, preferred, paused}: Uplink): boolean {
  return state === 'healthy' && !paused && (!metered || preferred);
}
