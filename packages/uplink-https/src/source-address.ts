import {networkInterfaces} from 'node:os';

/** How an uplink leaves the machine. Neither: the system's own route. */
export interface WayOut {
  readonly interfaceName?: string;
  readonly sourceAddress?: string;
}

/**
 * The address to bind. An interface gives its first IPv4 address that is not link-local, as it is now: a lease
 * may have changed it. `undefined` when the interface has none, which means the line is down.
 */
export function bindAddress(
  way: WayOut,
  interfaces: typeof networkInterfaces = networkInterfaces,
): {readonly bound: boolean; readonly address: string | undefined} {
  if (way.sourceAddress !== undefined) return {bound: true, address: way.sourceAddress};
  if (way.interfaceName === undefined) return {bound: false, address: undefined};
  const addresses = interfaces()[way.interfaceName] ?? [];
  const usable = addresses.find(
    ({family, address}) => family === 'IPv4' && !address.startsWith('169.254.'),
  );
  return {bound: true, address: usable?.address};
}
