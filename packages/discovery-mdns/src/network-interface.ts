import {networkInterfaces} from 'node:os';

/** A network interface that is up, with its IPv4 addresses; at least one. */
export interface NetworkInterface {
  readonly name: string;
  /** The loopback. */
  readonly internal: boolean;
  readonly addresses: readonly {readonly address: string; readonly netmask: string}[];
}

/**
 * The interfaces of this machine as they are now. A cable that is pulled out takes its interface
 * from the list.
 */
export function listInterfaces(): NetworkInterface[] {
  return Object.entries(networkInterfaces()).flatMap(([name, all = []]) => {
    const ours = all.filter(({family}) => family === 'IPv4');
    const addresses = ours.map(({address, netmask}) => ({address, netmask}));
    const internal = ours.some(one => one.internal);
    return addresses.length > 0 ? [{name, internal, addresses}] : [];
  });
}

/**
 * Those to speak on: all but the loopback, or the ones that `wanted` names by interface name or by
 * address. Named by address, an interface has that address only.
 */
export function chooseInterfaces(
  all: readonly NetworkInterface[],
  wanted?: readonly string[],
): NetworkInterface[] {
  if (!wanted) return all.filter(({internal}) => !internal);
  return all.flatMap(one => {
    if (wanted.includes(one.name)) return [one];
    const addresses = one.addresses.filter(({address}) => wanted.includes(address));
    return addresses.length > 0 ? [{...one, addresses}] : [];
  });
}

/**
 * Whether `address` is a neighbour on this interface (RFC 6762 §11). A socket that joined the group
 * hears the packets of every interface on which anyone joined it, so this is also what keeps
 * interfaces apart.
 */
export function isOnLink(address: string, networkInterface: NetworkInterface): boolean {
  const bits = ipv4Bits(address);
  return networkInterface.addresses.some(own => {
    const mask = ipv4Bits(own.netmask);
    return ((bits ^ ipv4Bits(own.address)) & mask) === 0;
  });
}

function ipv4Bits(address: string): number {
  return address.split('.').reduce((bits, part) => (bits << 8) | Number(part), 0);
}

/** How often to look whether interfaces or addresses have changed. No runtime tells. */
export const INTERFACE_POLL_MS = 3000;
