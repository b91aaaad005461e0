import {BlockList, isIP} from 'node:net';

/**
 * Where a store's LAN can be, and nothing that the internet routes: RFC 1918 §3, link-local (RFC
 * 3927, RFC 4291 §2.5.6), unique local (RFC 4193 §3.1), and this machine itself.
 */
export const PRIVATE_STRETCHES = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
  '127.0.0.0/8',
  'fc00::/7',
  'fe80::/10',
  '::1/128',
] as const;

const list = new BlockList();
for (const stretch of PRIVATE_STRETCHES) {
  const [address = '', prefix] = stretch.split('/');
  list.addSubnet(address, Number(prefix), familyOf(address));
}

/** Whether a leaf may be issued for this address: whether it is in {@link PRIVATE_STRETCHES}. */
export function isPrivateAddress(address: string): boolean {
  return isIP(address) !== 0 && list.check(address, familyOf(address));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
