import type {ConnectionEvents, TerminalConnection} from '@holdfast/ingest';
import {aborted, type Bytes, equalBytes, Fault} from '@holdfast/std';
import type {SeededRandom} from '@holdfast/std/testing';
import type {HubAddress, HubConnection, HubLink} from '@holdfast/terminal-sdk';
import {FakeFinder} from '@holdfast/terminal-sdk/testing';
import {type CircuitWatch, LanCircuit, type Wire} from './lan-circuit.ts';
import type {Life} from './life.ts';
import {calmPath, type PathWeather, travelMs} from './path.ts';
import type {Scheduler} from './scheduler.ts';

/** So many of its last sales a till may bring once more. */
const SAID_MAX = 32;
/** How often one does, whatever the weather. */
const REPEATED_PERCENT = 4;
const CONNECT_MS = 3_000;
/** How long a lost frame takes to be sent again, and to be found lost while nothing passes. */
const RESEND_MS = 200;

interface Listener {
  readonly life: Life;
  readonly keyPin: Bytes;
  readonly connect: (connection: TerminalConnection) => ConnectionEvents;
}

/** A till's cable to the switch: each direction has a weather of its own. */
export interface Cable {
  readonly up: PathWeather;
  readonly down: PathWeather;
}

/** The store's network: one hub's address, and a cable a till. */
export class SimLan {
  readonly address: HubAddress = {host: '192.0.2.1', port: 7443};
  readonly #scheduler: Scheduler;
  readonly #random: SeededRandom;
  readonly #watchOf: (till: string, hub: Life) => CircuitWatch;
  readonly #delayMs: number;
  readonly #cables = new Map<string, Cable>();
  readonly #finders = new Map<string, FakeFinder>();
  readonly #said = new Map<string, readonly string[]>();
  readonly #circuits = new Set<{
    readonly till: string;
    readonly tillLife: Life;
    readonly hubLife: Life;
    readonly circuit: LanCircuit;
  }>();
  #listener: Listener | undefined;

  constructor(parts: {
    readonly scheduler: Scheduler;
    readonly random: SeededRandom;
    readonly delayMs: number;
    readonly watchOf: (till: string, hub: Life) => CircuitWatch;
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
  listen(listener: Listener, announcement: {readonly idPrefix: string}): void {
    this.#listener = listener;
    for (const [till, finder] of this.#finders) {
      if (this.cable(till).down.blocked) continue;
      const hub = {via: 'dns-sd', address: this.address, name: 'Store', ...announcement} as const;
      finder.tell({type: 'found', hub});
    }
  }

  /** What one life of a till sees of the network. */
  seenBy(till: string, life: Life): {readonly link: HubLink; readonly finder: FakeFinder} {
    const finder = new FakeFinder();
    this.#finders.set(till, finder);
    const connect: HubLink['connect'] = target =>
      life.pass(() => this.#connect({till, life}, target));
    // Tills are paired by their links here: nobody calls a stranger.
    const connectUnproven: HubLink['connectUnproven'] = ({address}) =>
      Promise.reject(new Fault('hub/unreachable', {host: address.host, reason: 'not simulated'}));
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
    target: Parameters<HubLink['connect']>[0],
  ): Promise<HubConnection> {
    const {address, keyPin, signal} = target;
    const cable = this.cable(from.till);
    const there = travelMs(this.#random, cable.up) + travelMs(this.#random, cable.down);
    const where = {host: address.host, port: address.port};
    const known = address.host === this.address.host;
    const passes = () => known && !cable.up.blocked && !cable.down.blocked;
    await Promise.race([this.#scheduler.sleep(there), aborted(signal)]);
    if (!passes()) {
      const waiting = this.#scheduler.sleep(CONNECT_MS);
      await Promise.race([waiting, aborted(signal)]);
      throw new Fault('hub/unreachable', {...where, reason: 'timeout'});
    }
    const listener = this.#listener;
    if (signal.aborted || !listener?.life.alive) {
      throw new Fault('hub/unreachable', {...where, reason: 'refused'});
    }
    if (!equalBytes(keyPin, listener.keyPin)) throw new Fault('hub/untrusted', where);
    return this.#open(from, listener);
  }

  #open(from: {readonly till: string; readonly life: Life}, listener: Listener): HubConnection {
    const {till, life} = from;
    const cable = this.cable(till);
    const circuit = new LanCircuit(
      {
        till: life,
        hub: listener.life,
        keyPin: listener.keyPin,
        toHub: new FrameWire(this.#scheduler, this.#random, cable.up),
        toTill: new FrameWire(this.#scheduler, this.#random, cable.down),
        watch: this.#watchOf(till, listener.life),
        repeated: text => this.#repeated(till, text),
        answers: () => this.#listener?.life.alive === true,
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
