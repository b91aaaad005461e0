import {findHubs} from '@holdfast/discovery-mdns';
import {aborted, type Log, type Service} from '@holdfast/std';
import {HUB_TXT_LIMITS, type HubId} from '@holdfast/wire';
import {TOOLS} from '../hub-tools.ts';

/** Where a hub may be reached. */
export interface HubPlace {
  readonly host: string;
  readonly port: number;
}

const NOMINATED_MAX = 8;

/**
 * Where a standby looks for its hub: where it was last, and wherever somebody on the LAN announces
 * a hub whose id begins as this one's. Announcements only nominate; the key decides.
 */
export class HubPlaces implements Service {
  readonly name = 'hub-places';
  readonly #hubId: HubId;
  readonly #find: {readonly interfaces: readonly string[]; readonly log: Log} | undefined;
  #last: HubPlace;
  #nominated: readonly HubPlace[] = [];
  #turn = 0;

  /** Without `find` nobody is listened to. */
  constructor(parts: {
    readonly hubId: HubId;
    readonly last: HubPlace;
    readonly find: {readonly interfaces: readonly string[]; readonly log: Log} | undefined;
  }) {
    this.#hubId = parts.hubId;
    this.#last = parts.last;
    this.#find = parts.find;
  }

  /** The next place to try: each in turn, the one that worked last first. */
  next(): HubPlace {
    const places = [this.#last, ...this.#nominated];
    const place = places[this.#turn % places.length] ?? this.#last;
    this.#turn += 1;
    return place;
  }

  /** The hub was met here. */
  worked(place: HubPlace): void {
    this.#last = place;
    this.#turn = 0;
  }

  /** Somebody says that a hub is there. */
  nominate(hub: {
    readonly id: string;
    readonly port: number;
    readonly addresses: readonly string[];
  }) {
    if (hub.id !== this.#hubId.slice(0, HUB_TXT_LIMITS.idLength)) return;
    const found = hub.addresses.map(host => ({host, port: hub.port}));
    const isNew = (place: HubPlace) => !found.some(one => isSame(one, place));
    const all = [...found, ...this.#nominated.filter(isNew)];
    this.#nominated = all.filter(place => !isSame(place, this.#last)).slice(0, NOMINATED_MAX);
  }

  async run(signal: AbortSignal, ready: () => void): Promise<void> {
    ready();
    if (this.#find) {
      const {interfaces, log} = this.#find;
      const where = interfaces.length > 0 ? {interfaces} : {};
      for await (const {type, hub} of findHubs({...TOOLS, ...where, log, signal})) {
        if (type !== 'lost') this.nominate(hub);
      }
    }
    await aborted(signal);
  }
}

function isSame(a: HubPlace, b: HubPlace): boolean {
  return a.host === b.host && a.port === b.port;
}
