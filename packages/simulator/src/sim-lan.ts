import type {ConnectionEvents, TerminalConnection} from '@holdfast/ingest';
import {aborted, type Bytes, equalBytes, Fault} from '@holdfast/std';
import type {SeededRandom} from '@holdfast/std/testing';
import type {DiscoveryEvent, HubAddress, HubLink, UnprovenConnection} from '@holdfast/terminal-sdk';
import {HUB_TXT_LIMITS, type HubId} from '@holdfast/wire';
import {type CircuitWatch, LanCircuit, type Wire} from './lan-circuit.ts';
import type {Life} from './life.ts';
import {calmPath, type PathWeather, travelMs} from './path.ts';
import type {Scheduler} from './scheduler.ts';
import {SimFinder} from './sim-finder.ts';

/** So many of its last sales a till may bring once more. */
const SAID_MAX = 32;
/** How often one does, whatever the weather. */
const REPEATED_PERCENT = 4;
const CONNECT_MS = 3_000;
/** How long a lost frame takes to be sent again, and to be found lost while nothing passes. */
const RESEND_MS = 200;

/** How long a hub's announcement that a till could not hear takes to come again. */
const ANNOUNCED_AGAIN_MS = 2_000;

/** One life of a hub, and where it listens. */
interface Listener {
  readonly life: Life;
  readonly hubId: HubId;
  readonly retailStoreId: string;
  readonly address: HubAddress;
  readonly keyPin: Bytes;
  readonly connect: (connection: TerminalConnection) => ConnectionEvents;
}

/** A till's cable to the switch: each direction has a weather of its own. */
export interface Cable {
  readonly up: PathWeather;
  readonly down: PathWeather;
}

/** The store's network: an address a hub, and a cable a till. */
export class SimLan {
  readonly #scheduler: Scheduler;
  readonly #random: SeededRandom;
  readonly #watchOf: (till: string, hub: HubId) => CircuitWatch;
  readonly #delayMs: number;
  readonly #cables = new Map<string, Cable>();
  readonly #finders = new Map<string, SimFinder>();
  readonly #said = new Map<string, readonly string[]>();
  readonly #circuits = new Set<{
    readonly till: string;
    readonly tillLife: Life;
    readonly hubLife: Life;
    readonly circuit: LanCircuit;
  }>();
  readonly #listeners = new Map<string, Listener>();

  constructor(parts: {
    readonly scheduler: Scheduler;
    readonly random: SeededRandom;
    readonly delayMs: number;
    readonly watchOf: (till: string, hub: HubId) => CircuitWatch;
  }) {
    this.#scheduler = parts.scheduler;
    this.#random = parts.random;
    this.#delayMs = parts.delayMs;
    this.#watchOf = parts.watchOf;
  }

  cable(till: string): Cable {
    const known = this.#cables.get(till);
    if (known) return known;
    const cable = {up: calmPath(this.#delayMs), down: calmPath(this.#delayMs)};
    this.#cables.set(till, cable);
    return cable;
  }

  /** A hub listens, and is announced to whoever hears it. */
  listen(listener: Listener): void {
    this.#listeners.set(listener.address.host, listener);
    for (const [till, finder] of this.#finders) this.#announce(listener, {till, finder});
  }

  /** Where there is one hub, a till that missed it finds it where it last was. */
  #announce(listener: Listener, to: {readonly till: string; readonly finder: SimFinder}): void {
    const {till, finder} = to;
    if (!this.cable(till).down.blocked) {
      if (this.#listeners.size > 1 || finder.isLooking)
        finder.tell({type: 'found', hub: announcementOf(listener)});
    } else if (this.#listeners.size > 1) {
      this.#scheduler.after(ANNOUNCED_AGAIN_MS, () => {
        const isThere = this.#listenerAt(listener.address) === listener && listener.life.alive;
        if (isThere && this.#finders.get(till) === finder) this.#announce(listener, to);
      });
    }
  }

  #listenerAt({host}: HubAddress): Listener | undefined {
    return this.#listeners.get(host);
  }

  /** What one life of a till sees of the network. */
  seenBy(till: string, life: Life): {readonly link: HubLink; readonly finder: SimFinder} {
    const finder = new SimFinder();
    this.#finders.set(till, finder);
    if (this.#listeners.size > 1) {
      for (const listener of this.#listeners.values()) {
        if (listener.life.alive) this.#announce(listener, {till, finder});
      }
    }
    const connect: HubLink['connect'] = target =>
      life.pass(() => this.#connect({till, life}, target));
    const connectUnproven: HubLink['connectUnproven'] = target =>
      life.pass(() => this.#connect({till, life}, target));
    return {finder, link: {connect, connectUnproven}};
  }

  /** The system of a machine whose program ended hangs up for it; without power, nobody does. */
  programEnded(life: Life): void {
    for (const {tillLife, hubLife, circuit} of this.#circuits) {
      if (tillLife === life) circuit.reset('till');
      if (hubLife === life) circuit.reset('hub');
    }
  }

  /** Cuts one till's circuits, as a switch that restarts does. */
  cut(till: string): void {
    for (const held of this.#circuits) if (held.till === till) held.circuit.cut();
  }

  async #connect(
    from: {readonly till: string; readonly life: Life},
    target: Called,
  ): Promise<UnprovenConnection> {
    const {address, signal} = target;
    const cable = this.cable(from.till);
    const there = travelMs(this.#random, cable.up) + travelMs(this.#random, cable.down);
    const where = {host: address.host, port: address.port};
    const known = this.#listeners.has(address.host);
    const passes = () => known && !cable.up.blocked && !cable.down.blocked;
    await Promise.race([this.#scheduler.sleep(there), aborted(signal)]);
    if (!passes()) {
      const waiting = this.#scheduler.sleep(CONNECT_MS);
      await Promise.race([waiting, aborted(signal)]);
      throw new Fault('hub/unreachable', {...where, reason: 'timeout'});
    }
    const listener = this.#listenerAt(address);
    if (signal.aborted || !listener?.life.alive) {
      throw new Fault('hub/unreachable', {...where, reason: 'refused'});
    }
    if (!isWhoWasCalled(listener, target)) throw new Fault('hub/untrusted', where);
    return this.#open(from, listener);
  }

  #open(
    from: {readonly till: string; readonly life: Life},
    listener: Listener,
  ): UnprovenConnection {
    const {till, life} = from;
    const cable = this.cable(till);
    const circuit = new LanCircuit(
      {
        till: life,
        hub: listener.life,
        keyPin: listener.keyPin,
        toHub: new FrameWire(this.#scheduler, this.#random, cable.up),
        toTill: new FrameWire(this.#scheduler, this.#random, cable.down),
        watch: this.#watchOf(till, listener.hubId),
        repeated: text => this.#repeated(till, text),
        answers: () => this.#listenerAt(listener.address)?.life.alive === true,
      },
      till,
    );
    for (const held of this.#circuits) {
      if (!held.tillLife.alive && !held.hubLife.alive) this.#circuits.delete(held);
    }
    this.#circuits.add({till, tillLife: life, hubLife: listener.life, circuit});
    circuit.attend(listener.connect(circuit.hubEnd));
    return circuit.tillEnd;
  }

  /**
   * As of a till that does not trust the answers it was given: any of the last sales, once more.
   */
  #repeated(till: string, text: string): string | undefined {
    if (!text.includes('"recordTransaction"')) return undefined;
    const said = [...(this.#said.get(till) ?? []), text].slice(-SAID_MAX);
    this.#said.set(till, said);
    const again = this.#random.chance(REPEATED_PERCENT + this.cable(till).up.doublePercent);
    return again ? said[this.#random.below(said.length)] : undefined;
  }
}

/** A hub by its pin or its name, or a stranger. */
type Called = Pick<Parameters<HubLink['connect']>[0], 'address' | 'signal'> & {
  readonly hubId?: HubId;
  readonly keyPin?: Bytes;
};

/** By the pin, or because the hub has signed for its key. */
function isWhoWasCalled(listener: Listener, {hubId, keyPin}: Called): boolean {
  if (hubId === undefined || keyPin === undefined) return true;
  return equalBytes(keyPin, listener.keyPin) || hubId === listener.hubId;
}

function announcementOf({address, hubId, retailStoreId: storeId}: Listener): DiscoveryEvent['hub'] {
  const idPrefix = hubId.slice(0, HUB_TXT_LIMITS.idLength);
  return {via: 'dns-sd', address, name: 'Store', idPrefix, storeId};
}

/** One direction of one circuit: a lost frame is sent again, and those behind it wait for it. */
class FrameWire implements Wire {
  readonly #scheduler: Scheduler;
  readonly #random: SeededRandom;
  readonly #path: PathWeather;
  /** Behind a frame that was lost. */
  readonly #stalled: Frame[] = [];
  readonly #onTheWay: Frame[] = [];
  #lastArrivalMs = 0;
  #bytes = 0;

  constructor(scheduler: Scheduler, random: SeededRandom, path: PathWeather) {
    this.#scheduler = scheduler;
    this.#random = random;
    this.#path = path;
  }

  get bufferedBytes(): number {
    return this.#bytes;
  }

  send(bytes: number, arrive: () => void): void {
    const frame = {bytes, arrive};
    this.#bytes += bytes;
    if (this.#stalled.length > 0) this.#stalled.push(frame);
    else if (this.#isLost()) this.#stall(frame);
    else this.#launch(frame);
  }

  #isLost(): boolean {
    return this.#path.blocked || this.#random.chance(this.#path.lossPercent);
  }

  #stall(frame: Frame): void {
    this.#stalled.push(frame);
    const again = () => {
      if (this.#isLost()) this.#scheduler.after(RESEND_MS, again);
      else for (const waiting of this.#stalled.splice(0)) this.#launch(waiting);
    };
    this.#scheduler.after(RESEND_MS, again);
  }

  #launch(frame: Frame): void {
    const {nowMs} = this.#scheduler;
    this.#lastArrivalMs = Math.max(this.#lastArrivalMs, nowMs + travelMs(this.#random, this.#path));
    this.#onTheWay.push(frame);
    this.#scheduler.after(this.#lastArrivalMs - nowMs, () => {
      const first = this.#onTheWay.shift(); // whichever left first, also where two arrive at once
      this.#bytes -= first?.bytes ?? 0;
      first?.arrive();
    });
  }
}

interface Frame {
  readonly bytes: number;
  readonly arrive: () => void;
}
