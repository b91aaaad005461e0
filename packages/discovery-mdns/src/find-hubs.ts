import {type Clock, type Log, type Random, Wakeup} from '@holdfast/std';
import {type Attendance, attendInterfaces} from './attend-interfaces.ts';
import {BROWSER_LIMITS, Browser, type BrowserLimits, type HubEvent} from './browser.ts';
import {drive} from './drive.ts';
import {HubChanges} from './hub-changes.ts';
import {type OpenLink, openUdpLink} from './link.ts';
import {INTERFACE_POLL_MS, listInterfaces, type NetworkInterface} from './network-interface.ts';

export interface FindHubsOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly signal: AbortSignal;
  /**
   * By name or address; all but the loopback when left out. `['127.0.0.1']` finds hubs on this
   * machine.
   */
  readonly interfaces?: readonly string[];
  readonly limits?: Partial<BrowserLimits>;
  readonly interfacePollMs?: number;
  /** Told when discovery begins or ceases to have an interface to work on. */
  readonly onAttendance?: (attendance: Attendance) => void;
  readonly listInterfaces?: () => readonly NetworkInterface[];
  readonly openLink?: OpenLink;
}

/**
 * Looks for hubs until `signal` aborts or the reader stops reading: each hub once `found`,
 * `updated` when what it says changes, `lost` when it says goodbye, falls silent past its TTL, or
 * its interface goes. A hub that is reachable over two interfaces is told once for each.
 *
 * Never throws for the network's reasons: without an interface it waits for one. A slow reader
 * misses intermediate changes, never the present.
 *
 * @example
 * for await (const {type, hub} of findHubs({clock, random, log, signal}))
 *   if (type === 'found') tryHub(hub.addresses, hub.port, hub.id);
 */
export async function* findHubs(options: FindHubsOptions): AsyncGenerator<HubEvent, void> {
  const {clock, random, log} = options;
  const changes = new HubChanges();
  const changed = new Wakeup();
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  options.signal.addEventListener('abort', stop, {once: true});
  if (options.signal.aborted) stop();

  let defect: unknown;
  const attending = attendInterfaces({
    interfaces: options.interfaces,
    listInterfaces: options.listInterfaces ?? listInterfaces,
    pollMs: options.interfacePollMs ?? INTERFACE_POLL_MS,
    clock,
    log,
    signal: stopping.signal,
    onAttendance: options.onAttendance ?? (() => {}),
    async session({networkInterface, signal, opened}) {
      const engine = new Browser({
        interface: networkInterface.name,
        limits: {...BROWSER_LIMITS, ...options.limits},
        log,
        random,
        startMs: clock.monotonicMs(),
      });
      try {
        await drive({
          engine,
          networkInterface,
          openLink: options.openLink ?? openUdpLink,
          clock,
          log,
          signal,
          wake: new Wakeup(),
          onOpen: opened,
          onEvent(event) {
            changes.apply(event);
            changed.notify();
          },
          farewell: () => [],
        });
      } finally {
        changes.drop(networkInterface.name);
        changed.notify();
      }
    },
  }).catch((error: unknown) => {
    defect = error;
    stop();
  });

  try {
    while (!stopping.signal.aborted) {
      const event = changes.next();
      if (event) yield event;
      else await changed.wait(stopping.signal);
    }
  } finally {
    options.signal.removeEventListener('abort', stop);
    stop();
    await attending;
  }
  if (defect !== undefined) throw defect;
}
