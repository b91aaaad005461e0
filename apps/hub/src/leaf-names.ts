import {networkInterfaces} from 'node:os';
import {isPrivateAddress} from '@holdfast/store-ca';
import type {HubConfig} from './config.ts';
import {storeLabel} from './store-label.ts';

/** What a hub's certificate speaks for. */
export interface LeafNames {
  readonly hosts: readonly [string, ...string[]];
  readonly addresses: readonly string[];
}

/** More are of no use to anybody, and a certificate has to travel. */
const ADDRESSES_MAX = 24;
const LOOPBACK = ['127.0.0.1', '::1'] as const;

/**
 * The store's name, whatever else under `.local` the configuration calls this hub, and the private
 * addresses where it listens now. Browsers would not believe others of a store's authority.
 */
export function leafNames(
  {store, lan}: Pick<HubConfig, 'store' | 'lan'>,
  interfaces: typeof networkInterfaces = networkInterfaces,
): LeafNames {
  const everywhere = lan.host === '0.0.0.0' || lan.host === '::';
  const own = everywhere
    ? Object.values(interfaces()).flatMap(list => (list ?? []).map(({address}) => address))
    : [lan.host];
  const called = [lan.public_host ?? '', ...lan.names].map(name => name.toLowerCase());
  const addresses = [...LOOPBACK, ...called, ...own].filter(isPrivateAddress);
  const names = called.filter(name => name.endsWith('.local'));
  const main = `${storeLabel(store)}.local`;
  return {
    hosts: [main, ...new Set(names.filter(name => name !== main))],
    addresses: [...new Set(addresses)].slice(0, ADDRESSES_MAX),
  };
}
