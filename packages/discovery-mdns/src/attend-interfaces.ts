import {type Clock, Fault, type Log} from '@holdfast/std';
import {chooseInterfaces, type NetworkInterface} from './network-interface.ts';

/** On which interfaces discovery works right now, or why on none. */
export interface Attendance {
  readonly interfaces: readonly string[];
  /** `discovery/no-multicast` while there is none. */
  readonly fault: Fault | undefined;
}

export interface Session {
  readonly networkInterface: NetworkInterface;
  /** Aborts when the interface is gone or has other addresses, and when everything stops. */
  readonly signal: AbortSignal;
  /** To be called once the link is open. */
  opened(): void;
}

export interface AttendOptions {
  /** By name or address; all but the loopback when left out. */
  readonly interfaces: readonly string[] | undefined;
  readonly listInterfaces: () => readonly NetworkInterface[];
  readonly pollMs: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /**
   * Works on one interface until its signal aborts; may reject, and is then tried again at the next
   * look.
   */
  session(session: Session): Promise<void>;
  onAttendance(attendance: Attendance): void;
}

interface Running {
  readonly addresses: string;
  readonly leave: AbortController;
  readonly ended: Promise<void>;
  opened: boolean;
}

/**
 * Keeps one session on each chosen interface, as interfaces and addresses come and go. Without any
 * it says so and waits for one: a hub that starts before its switch does must not need a person. A
 * session that fails, even by a mistake of ours, is begun anew from nothing: it holds nothing that
 * could be lost.
 */
export async function attendInterfaces(options: AttendOptions): Promise<void> {
  const {clock, log, signal} = options;
  const running = new Map<string, Running>();
  const failures = new Map<string, string>();
  let said: string | undefined;

  const report = () => {
    const opening = [...running.values()].some(({opened}) => !opened);
    const interfaces = [...running].filter(([, {opened}]) => opened).map(([name]) => name);
    if (signal.aborted || (opening && interfaces.length === 0)) return;
    const reason = [...failures].map(([name, why]) => `${name}: ${why}`).join('; ');
    const fault =
      interfaces.length === 0
        ? new Fault('discovery/no-multicast', {reason: reason || 'no interface is up'})
        : undefined;
    const saying = fault ? fault.message : interfaces.join();
    if (saying === said) return;
    said = saying;
    if (fault) log.warn('discovery.no-multicast', {code: fault.code, ...fault.fields});
    else log.info('discovery.attending', {interfaces: saying});
    options.onAttendance({interfaces, fault});
  };

  const begin = (networkInterface: NetworkInterface) => {
    const {name} = networkInterface;
    const leave = new AbortController();
    const opened = () => {
      entry.opened = true;
      failures.delete(name);
      report();
    };
    const ended = options.session({networkInterface, signal: leave.signal, opened}).then(
      () => {
        failures.delete(name);
      },
      (error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        if (failures.get(name) !== reason)
          log.error('discovery.interface-failed', {interface: name, reason});
        failures.set(name, reason);
      },
    );
    const entry: Running = {
      addresses: addressesOf(networkInterface),
      leave,
      opened: false,
      ended: ended.then(() => {
        running.delete(name);
        report();
      }),
    };
    running.set(name, entry);
  };

  while (!signal.aborted) {
    const chosen = chooseInterfaces(options.listInterfaces(), options.interfaces);
    const wanted = new Map(chosen.map(one => [one.name, one]));
    for (const name of failures.keys()) if (!wanted.has(name)) failures.delete(name);
    for (const [name, entry] of running) {
      const still = wanted.get(name);
      if (still && addressesOf(still) === entry.addresses) continue;
      entry.leave.abort();
      await entry.ended;
    }
    for (const [name, one] of wanted) if (!running.has(name)) begin(one);
    report();
    await clock.sleep(options.pollMs, signal);
  }
  const ending = [...running.values()];
  for (const {leave} of ending) leave.abort();
  await Promise.all(ending.map(({ended}) => ended));
}

function addressesOf({addresses}: NetworkInterface): string {
  return addresses.map(({address, netmask}) => `${address}/${netmask}`).join();
}
