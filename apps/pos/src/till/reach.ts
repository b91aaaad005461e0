import type {Reach} from '@holdfast/catalogue';
import {unreachable} from '@holdfast/std';
import type {TerminalStatus} from '@holdfast/terminal-sdk';

/** Causes for which head office is reached, but late or dearly. */
const NARROW: readonly string[] = ['uplink/metered', 'uplink/slow', 'uplink/unsure'];

/** How far this till gets in a state: all that its means of payment have to know of it. */
export function reachOf({kind, causes}: Pick<TerminalStatus, 'kind' | 'causes'>): Reach {
  switch (kind) {
    case 'online':
      return 'headOffice';
    case 'degraded':
      return causes.some(cause => NARROW.includes(cause)) ? 'backupLine' : 'headOffice';
    case 'recovering':
      // The hub's own catching up means that a line is back; this till's says nothing of lines.
      return causes.includes('uplink/all-down') ? 'storeOnly' : 'headOffice';
    case 'offline':
      return 'storeOnly';
    case 'hub-lost':
    case 'blocked':
      return 'alone';
    case 'starting':
    case 'unpaired':
      return 'unknown';
    default:
      return unreachable(kind);
  }
}
