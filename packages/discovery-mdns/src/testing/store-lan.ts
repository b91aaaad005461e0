import {type Log, type LogFields, silentLog} from '@holdfast/std';
import {SeededRandom, VirtualClock} from '@holdfast/std/testing';
import type {HubTxt} from '@holdfast/wire';
import {type AnnounceHubOptions, type AnnounceState, announceHub} from '../announce-hub.ts';
import type {Attendance} from '../attend-interfaces.ts';
import type {HubEvent} from '../browser.ts';
import {type FindHubsOptions, findHubs} from '../find-hubs.ts';
import type {NetworkInterface} from '../network-interface.ts';
import {machineAt, VirtualLan} from './virtual-lan.ts';

export const HUB_TXT: HubTxt = {
  id: '7K2Q9FZX',
  storeId: '017',
  protocolVersions: [1],
  tls: true,
};

/**
 * A store's network in virtual time: hubs announce, tills look. For tests; `close` ends whatever it
 * started.
 */
export class StoreLan {
  readonly clock = new VirtualClock();
  readonly lan = new VirtualLan();
  readonly #random: SeededRandom;
  readonly #running: {readonly stop: AbortController; readonly ended: Promise<void>}[] = [];

  constructor(seed = 1) {
    this.#random = new SeededRandom(seed);
  }

  /**
   * A hub at `address`. `interfaces` is its list of interfaces and may be changed while it runs.
   */
  hub(address: string, wishes: Partial<AnnounceHubOptions> = {}) {
    const interfaces: NetworkInterface[] = [machineAt(address)];
    const states: AnnounceState[] = [];
    const log = new NotedLog();
    const announcer = announceHub({
      instance: 'Corner Store',
      host: 'store',
      port: 7443,
      txt: HUB_TXT,
      clock: this.clock,
      random: this.#random,
      log,
      listInterfaces: () => interfaces,
      openLink: this.lan.openLink,
      onState: state => states.push(state),
      ...wishes,
    });
    const stop = new AbortController();
    const ended = announcer.run(stop.signal, () => {});
    this.#running.push({stop, ended});
    return {announcer, interfaces, states, log, stop, ended};
  }

  /**
   * A till at `address`. `events` grows as it finds; `hubs` is what it knows now, as `name
   * address:port`.
   */
  till(address: string, wishes: Partial<FindHubsOptions> = {}) {
    const interfaces: NetworkInterface[] = [machineAt(address)];
    const events: HubEvent[] = [];
    const attendances: Attendance[] = [];
    const present = new Map<string, string>();
    const log = new NotedLog();
    const stop = new AbortController();
    const found = findHubs({
      clock: this.clock,
      random: this.#random,
      log,
      signal: stop.signal,
      listInterfaces: () => interfaces,
      openLink: this.lan.openLink,
      onAttendance: attendance => attendances.push(attendance),
      ...wishes,
    });
    const read = async () => {
      for await (const event of found) {
        events.push(event);
        const {instance, addresses, port} = event.hub;
        if (event.type === 'lost') present.delete(instance);
        else present.set(instance, `${instance} ${addresses.join()}:${port}`);
      }
    };
    const ended = read();
    this.#running.push({stop, ended});
    const hubs = () => [...present.values()].sort();
    return {interfaces, events, attendances, hubs, log, stop, ended};
  }

  async close(): Promise<void> {
    for (const {stop} of this.#running) stop.abort();
    await Promise.all(this.#running.map(({ended}) => ended));
  }
}

/** Keeps what was logged, by event name. */
class NotedLog implements Log {
  readonly events: string[] = [];
  readonly debug = silentLog.debug;

  info(event: string, _fields?: LogFields): void {
    this.events.push(event);
  }

  warn(event: string, _fields?: LogFields): void {
    this.events.push(event);
  }

  error(event: string, _fields?: LogFields): void {
    this.events.push(event);
  }
}
