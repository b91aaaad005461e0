import type {DiscoveryEvent, HubCandidate} from '@holdfast/terminal-sdk';
import type {HubEvent} from './browser.ts';
import type {FoundHub} from './found-hub.ts';
import {nameKey} from './record.ts';

/**
 * Turns hubs into places to try: a hub with two addresses is two candidates, and an address that is
 * heard over two interfaces, or claimed by two names, is one, there as long as anybody claims it.
 */
export class CandidateBook {
  /** By place, then by who claims it; the newest claim stands last. */
  readonly #claims = new Map<string, Map<string, HubCandidate>>();
  readonly #places = new Map<string, readonly string[]>();

  /** What a hub's event means for the places. */
  apply({type, hub}: HubEvent): DiscoveryEvent[] {
    const claimant = `${hub.interface} ${nameKey(hub.instance)}`;
    const claimed = new Map(
      (type === 'lost' ? [] : candidatesOf(hub)).map(one => [placeOf(one), one] as const),
    );
    const events: DiscoveryEvent[] = [];
    for (const [place, candidate] of claimed) {
      const claims = this.#claims.get(place) ?? new Map<string, HubCandidate>();
      const before = newest(claims);
      this.#claims.set(place, claims);
      claims.delete(claimant);
      claims.set(claimant, candidate);
      if (!before) events.push({type: 'found', hub: candidate});
      else if (!same(before, candidate)) events.push({type: 'updated', hub: candidate});
    }
    for (const place of this.#places.get(claimant) ?? []) {
      if (!claimed.has(place)) events.push(...this.#withdraw({place, claimant}));
    }
    if (claimed.size > 0) this.#places.set(claimant, [...claimed.keys()]);
    else this.#places.delete(claimant);
    return events;
  }

  #withdraw({place, claimant}: {readonly place: string; readonly claimant: string}) {
    const events: DiscoveryEvent[] = [];
    const claims = this.#claims.get(place);
    const before = claims && newest(claims);
    if (!claims || !before) return events;
    claims.delete(claimant);
    const after = newest(claims);
    if (!after) {
      this.#claims.delete(place);
      events.push({type: 'lost', hub: before});
    } else if (!same(before, after)) events.push({type: 'updated', hub: after});
    return events;
  }
}

function candidatesOf({addresses, port, id, storeId, instance, via}: FoundHub): HubCandidate[] {
  return addresses.map(host => ({
    ...{via, address: {host, port}},
    ...{idPrefix: id, storeId, name: instance},
  }));
}

function placeOf({address}: HubCandidate): string {
  return `${address.host}:${address.port}`;
}

function newest(claims: ReadonlyMap<string, HubCandidate>): HubCandidate | undefined {
  return [...claims.values()].at(-1);
}

function same(left: HubCandidate, right: HubCandidate): boolean {
  return left.idPrefix === right.idPrefix && left.name === right.name;
}
