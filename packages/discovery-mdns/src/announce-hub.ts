import {type Clock, type Fault, type Log, type Random, type Service, Wakeup} from '@holdfast/std';
import type {HubTxt} from '@holdfast/wire';
import {attendInterfaces, type Session} from './attend-interfaces.ts';
import {drive} from './drive.ts';
import {type HubNames, type HubNameTries, numberedNames, parseHubNames} from './hub-names.ts';
import {HUB_TTLS, type HubTtls} from './hub-records.ts';
import {type OpenLink, openUdpLink} from './link.ts';
import {INTERFACE_POLL_MS, listInterfaces, type NetworkInterface} from './network-interface.ts';
import {Responder, type ResponderEvent} from './responder.ts';

/**
 * Where the announcement stands. `waiting`: there is no interface to announce on, the fault says
 * why, and it goes on by itself. Names are those in use, which differ from the wished ones if those
 * were taken.
 */
export type AnnounceState =
  | {readonly state: 'waiting'; readonly fault: Fault}
  | {readonly state: 'probing'; readonly names: HubNames}
  | {
      readonly state: 'announced';
      readonly names: HubNames;
      readonly interfaces: readonly string[];
    };

export interface AnnounceHubOptions {
  /** The name people read, as wished: `Corner Store`. */
  readonly instance: string;
  /** The host label as wished, without `.local`: `store-17`. */
  readonly host: string;
  readonly port: number;
  readonly txt: HubTxt;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /**
   * By name or address; all but the loopback when left out. `['127.0.0.1']` announces on this
   * machine only.
   */
  readonly interfaces?: readonly string[];
  readonly onState?: (state: AnnounceState) => void;
  readonly ttls?: HubTtls;
  readonly interfacePollMs?: number;
  readonly listInterfaces?: () => readonly NetworkInterface[];
  readonly openLink?: OpenLink;
}

/**
 * A service that makes a hub findable on its LAN and answers for its host name. Names that are
 * impossible as DNS labels are the fault `config/invalid`.
 *
 * @example
 * const names = {instance: 'Corner Store', host: 'store-17'};
 * const announcer = announceHub({...names, port: 7443, txt, clock, random, log});
 * await supervise([hub, announcer], stop);
 */
export function announceHub(options: AnnounceHubOptions): HubAnnouncer {
  return new HubAnnouncer(options);
}

export class HubAnnouncer implements Service {
  readonly name = 'announcer';
  readonly #options: AnnounceHubOptions;
  readonly #wished: HubNames;
  readonly #sessions = new Map<string, {responder: Responder; wake: Wakeup; announced: boolean}>();
  #txt: HubTxt;
  #tries: HubNameTries = {instance: 1, host: 1};
  #hostAddresses: ReadonlySet<string> = new Set();
  #fault: Fault | undefined;
  #said = '';

  constructor(options: AnnounceHubOptions) {
    this.#options = options;
    this.#wished = parseHubNames(options);
    this.#txt = options.txt;
  }

  /** Says something new of the hub, now and from now on. */
  update(txt: HubTxt): void {
    this.#txt = txt;
    for (const {responder, wake} of this.#sessions.values()) {
      responder.update(txt, this.#options.clock.monotonicMs());
      wake.notify();
    }
  }

  /**
   * Announces until `signal` aborts, then says goodbye. Ready at once: a hub serves the tills that
   * know its address long before anybody could find it, and without a network, too.
   */
  async run(signal: AbortSignal, ready: () => void): Promise<void> {
    ready();
    const {clock, log} = this.#options;
    await attendInterfaces({
      interfaces: this.#options.interfaces,
      listInterfaces: () => this.#listInterfaces(),
      pollMs: this.#options.interfacePollMs ?? INTERFACE_POLL_MS,
      clock,
      log,
      signal,
      session: session => this.#session(session, signal),
      onAttendance: ({fault}) => {
        this.#fault = fault;
        this.#report();
      },
    });
  }

  async #session({networkInterface, signal, opened}: Session, stopping: AbortSignal) {
    const {clock, log, random, port, ttls = HUB_TTLS} = this.#options;
    const {name} = networkInterface;
    const responder = new Responder({
      hub: {names: this.#wished, port, txt: this.#txt, ttls},
      tries: this.#tries,
      addresses: networkInterface.addresses.map(({address}) => address),
      hostAddresses: () => this.#hostAddresses,
      random,
      startMs: clock.monotonicMs(),
    });
    const wake = new Wakeup();
    this.#sessions.set(name, {responder, wake, announced: false});
    try {
      await drive({
        engine: responder,
        networkInterface,
        openLink: this.#options.openLink ?? openUdpLink,
        clock,
        log,
        signal,
        wake,
        onOpen: opened,
        onEvent: event => this.#onEvent(name, event),
        // After a change of address the announcement goes on at once; a goodbye would only make
        // tills flinch.
        farewell: () => (stopping.aborted ? responder.goodbye() : []),
      });
    } finally {
      this.#sessions.delete(name);
    }
  }

  #onEvent(name: string, {type, tries}: ResponderEvent): void {
    const session = this.#sessions.get(name);
    if (session) session.announced = type === 'announced';
    // One hub has one name: what is taken on one interface is given up on all.
    const renamed = tries.instance > this.#tries.instance || tries.host > this.#tries.host;
    if (renamed) {
      this.#tries = tries;
      const {instance, host} = this.#names();
      this.#options.log.warn('discovery.name-taken', {interface: name, instance, host});
      for (const other of this.#sessions.values()) {
        other.responder.adopt(tries, this.#options.clock.monotonicMs());
        other.wake.notify();
      }
    }
    this.#report();
  }

  #names(): HubNames {
    return numberedNames(this.#wished, this.#tries);
  }

  #listInterfaces(): readonly NetworkInterface[] {
    const all = (this.#options.listInterfaces ?? listInterfaces)();
    this.#hostAddresses = new Set(
      all.flatMap(({addresses}) => addresses.map(({address}) => address)),
    );
    return all;
  }

  #report(): void {
    const state = this.#state();
    const saying = JSON.stringify(state);
    if (!state || saying === this.#said) return;
    this.#said = saying;
    if (state.state === 'announced')
      this.#options.log.info('discovery.announced', {
        ...state.names,
        interfaces: state.interfaces.join(),
      });
    this.#options.onState?.(state);
  }

  #state(): AnnounceState | undefined {
    if (this.#fault) return {state: 'waiting', fault: this.#fault};
    const names = this.#names();
    const interfaces = [...this.#sessions].filter(([, {announced}]) => announced);
    if (interfaces.length > 0)
      return {state: 'announced', names, interfaces: interfaces.map(([name]) => name)};
    return this.#sessions.size > 0 ? {state: 'probing', names} : undefined;
  }
}
