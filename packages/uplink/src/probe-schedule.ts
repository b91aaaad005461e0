import {UPLINK_LIMITS} from './limits.ts';
import type {Uplink} from './uplink.ts';

/** What decides how soon a way is probed again. */
export type ProbeView = Pick<Uplink, 'health' | 'metered' | 'preferred' | 'budgetUsedShare'>;

/**
 * How long after its last probe or answer a way is probed again. Sales are probes too: a busy way
 * is hardly ever probed. A metered one is probed rarely while nobody needs it.
 *
 * @param needed no unmetered way is healthy, so this one carries the store.
 */
export function probeIntervalMs(way: ProbeView, needed: boolean): number {
  const {probeMs} = UPLINK_LIMITS;
  const sparing = way.metered && !way.preferred;
  switch (way.health.state) {
    case 'probing':
      return probeMs.probing;
    case 'suspect':
      return probeMs.suspect;
    case 'down': {
      if (sparing && !needed) return probeMs.meteredDown;
      return Math.min(probeMs.downMax, probeMs.downFirst * 2 ** Math.min(way.health.failures, 10));
    }
    case 'healthy':
      if (way.health.lates > 0) return probeMs.suspect;
      if (!sparing) return probeMs.healthy;
      if (!needed) return probeMs.meteredIdle;
      return way.budgetUsedShare > 0.5 ? probeMs.meteredSparing : probeMs.meteredInUse;
  }
}
