import {networkInterfaces} from 'node:os';

/** How an uplink leaves the machine. Neither: the system's own route. */
export interface WayOut {
  readonly interfaceName?: string;
  readonly sourceAddress?: string;
}

/**
 * The address to bind. An interface gives the first of its addresses that reaches beyond the link,
 * IPv4 before IPv6, as they are now: a lease may have changed them. `undefined` when it has none,
 * which means that the line is down.
 */
export function bindAddress(
  way: WayOut,
  interfaces: typeof networkInterfaces = networkInterfaces,
): {readonly bound: boolean; readonly address: string | undefined} {
  if (way.sourceAddress !== undefined) return {bound: true, address: way.sourceAddress};
  if (way.interfaceName === undefined) return {bound: false, address: undefined};
  const addresses = interfaces()[way.interfaceName] ?? [];
  const ofFamily = (family: string, linkLocal: RegExp) =>
    addresses.find(each => each.family === family && !linkLocal.test(each.address))?.address;
  const address = ofFamily('IPv4', /^169\.254\./) ?? ofFamily('IPv6', /^fe[89ab]/i); // RFC 3927, RFC 4291 §2.5.6
  return {bound: true, address};
}

/**
 * The interface that a way is bound to leave by: the one it names, or the one that has its address
 * now. `undefined` for a way that is not bound, and for one that never leaves this machine.
 */
export function boundInterface(
  way: WayOut,
  interfaces: typeof networkInterfaces = networkInterfaces,
): string | undefined {
  const {interfaceName, sourceAddress} = way;
  const all = Object.entries(interfaces());
  const name =
    interfaceName ??
    all.find(([, each = []]) => each.some(({address}) => address === sourceAddress))?.[0];
  const addresses = all.find(([each]) => each === name)?.[1] ?? [];
  return addresses.some(({internal}) => internal) ? undefined : name;
}
