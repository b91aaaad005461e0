import {HUB_TXT_LIMITS, type HubId} from '@holdfast/wire';
import {TERMINAL_LIMITS} from './limits.ts';
import type {DiscoveryEvent, HubAddress, HubCandidate, Pairing} from './ports.ts';

/** So many nominations are tried before the other rungs, however many shout. */
const NOMINATIONS_FIRST = 2;

/**
 * Where the pinned hub may be, the likeliest first: DNS-SD, where it was last reached, the
 * configured addresses, where it was paired. All of it only nominates; the key decides. Whoever
 * floods the LAN with nominations delays a till by two of them, not by all.
 */
export class HubLadder {
  readonly #configured: readonly HubAddress[];
  readonly #nominated = new Map<string, HubCandidate>();

  constructor(configured: readonly HubAddress[]) {
    this.#configured = configured;
  }

  /** Takes what discovery says. At the cap the oldest nomination makes room: anybody may shout. */
  note({type, hub}: DiscoveryEvent): void {
    const place = formatAddress(hub.address);
    this.#nominated.delete(place);
    if (type === 'lost') return;
    if (this.#nominated.size >= TERMINAL_LIMITS.candidatesMax) {
      for (const oldest of this.#nominated.keys()) {
        this.#nominated.delete(oldest);
        break;
      }
    }
    this.#nominated.set(place, hub);
  }

  /** Each address once, on its highest rung. Whoever claims to be another hub is left out. */
  candidates(pairing: Pairing): readonly HubCandidate[] {
    const {hubId, lastAddress, linkAddress} = pairing;
    const known = (via: HubCandidate['via']) => (address: HubAddress) => ({
      via,
      address,
      idPrefix: '',
      name: '',
    });
    const nominated = [...this.#nominated.values()].reverse().filter(hub => mayBe(hub, hubId));
    const rungs: readonly HubCandidate[] = [
      ...nominated.slice(0, NOMINATIONS_FIRST),
      known('last-known')(lastAddress),
      ...this.#configured.map(known('configured')),
      known('link')(linkAddress),
      ...nominated.slice(NOMINATIONS_FIRST),
    ];
    const places = rungs.map(({address}) => formatAddress(address));
    return rungs.filter((_, at) => places.indexOf(places[at] ?? '') === at);
  }
}

/** Whether a nomination may be this hub. An unknown prefix may. */
export function mayBe({idPrefix}: HubCandidate, hubId: HubId): boolean {
  return idPrefix === '' || idPrefix === hubId.slice(0, HUB_TXT_LIMITS.idLength);
}

/** `192.168.8.2:7443`, `[fe80::1]:7443`: for logs, maps and people. */
export function formatAddress({host, port}: HubAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
