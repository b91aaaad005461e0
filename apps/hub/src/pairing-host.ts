import {networkInterfaces} from 'node:os';

/**
 * The address a pairing link names: what the configuration says, else what the hub listens on, else
 * the first address of the machine that a till on the LAN could reach.
 */
export function pairingHost(
  lan: {readonly host: string; readonly public_host?: string | undefined},
  interfaces: typeof networkInterfaces = networkInterfaces,
): string {
  if (lan.public_host !== undefined) return lan.public_host;
  if (lan.host !== '0.0.0.0' && lan.host !== '::') return lan.host;
  const addresses = Object.values(interfaces()).flatMap(list => list ?? []);
  const reachable = addresses.find(
    ({family, internal, address}) =>
      family === 'IPv4' && !internal && !address.startsWith('169.254.'),
  );
  return reachable?.address ?? '127.0.0.1';
}
