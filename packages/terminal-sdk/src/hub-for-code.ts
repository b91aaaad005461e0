import {type Clock, Fault} from '@holdfast/std';
import {formatAddress} from './hub-ladder.ts';
import {TERMINAL_LIMITS} from './limits.ts';
import type {HubAddress, HubCandidate, HubFinder} from './ports.ts';

/**
 * Where the one hub may be whose digits somebody has typed. A guess goes to one hub only, so where
 * several answer a person must say which: one of them may be waiting for just that.
 *
 * Throws `hub/unreachable` where none is found, `pairing/refused` where several are.
 */
export async function findHubForCode(
  ports: {readonly finder: HubFinder; readonly clock: Clock},
  signal: AbortSignal,
): Promise<readonly HubAddress[]> {
  const found = await listen(ports, signal);
  const hubs = new Map<string, HubCandidate[]>();
  for (const hub of found) hubs.set(hub.idPrefix, [...(hubs.get(hub.idPrefix) ?? []), hub]);
  const [first, ...others] = hubs.values();
  if (!first) throw new Fault('hub/unreachable', {reason: 'no hub was found on this network'});
  if (others.length > 0) {
    const named = [first, ...others].flatMap(([hub]) => (hub ? [nameOf(hub)] : []));
    throw new Fault('pairing/refused', {reason: 'severalHubs', detail: named.join(', ')});
  }
  return first.map(({address}) => address);
}

function nameOf({name, idPrefix, address}: HubCandidate): string {
  return `${name} (${idPrefix}) at ${formatAddress(address)}`;
}

/** What discovery finds until it has been quiet for a moment after the first. */
async function listen(
  {finder, clock}: {readonly finder: HubFinder; readonly clock: Clock},
  signal: AbortSignal,
): Promise<readonly HubCandidate[]> {
  const enough = new AbortController();
  const either = AbortSignal.any([signal, enough.signal]);
  const found = new Map<string, HubCandidate>();
  const stopAfter = (waitMs: number) => {
    void clock.sleep(waitMs, either).then(() => enough.abort());
  };
  stopAfter(TERMINAL_LIMITS.codeFindMs);
  for await (const {type, hub} of finder.find(either)) {
    const place = formatAddress(hub.address);
    if (type === 'lost') found.delete(place);
    else if (found.size < TERMINAL_LIMITS.candidatesMax) {
      if (found.size === 0) stopAfter(TERMINAL_LIMITS.codeOthersMs);
      found.set(place, hub);
    }
  }
  enough.abort();
  return [...found.values()];
}
