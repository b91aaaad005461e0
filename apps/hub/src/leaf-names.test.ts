import type {networkInterfaces} from 'node:os';
import {expect, test} from 'vitest';
import {hubConfigSchema} from './config.ts';
import {leafNames} from './leaf-names.ts';

function card(...addresses: readonly string[]): ReturnType<typeof networkInterfaces> {
  const rest = {netmask: '', mac: '', internal: false, cidr: null};
  return {eth0: addresses.map(address => ({...rest, family: 'IPv4' as const, address}))};
}

function names(config: object, ...addresses: readonly string[]) {
  const parsed = hubConfigSchema.parse({store: {id: '017'}, ...config});
  return leafNames(parsed, () => card(...addresses));
}

test('a hub that listens everywhere is called by the store’s name and its private addresses', () => {
  expect(names({}, '192.168.8.2', '10.0.0.7', '203.0.113.9')).toEqual({
    hosts: ['store-017.local'],
    addresses: ['127.0.0.1', '::1', '192.168.8.2', '10.0.0.7'],
  });
});

test('a hub that listens at one address is called by that one', () => {
  const {addresses} = names({lan: {host: '192.168.8.2'}}, '192.168.8.2', '10.0.0.7');
  expect(addresses).toEqual(['127.0.0.1', '::1', '192.168.8.2']);
});

test('names under .local that the configuration adds are its too, others are not', () => {
  const lan = {names: ['Till.local', 'till.example'], public_host: '192.168.8.9'};
  const {hosts, addresses} = names({lan}, '192.168.8.2');
  expect(hosts).toEqual(['store-017.local', 'till.local']);
  expect(addresses).toContain('192.168.8.9');
});

test.each([
  [{id: '017'}, 'store-017.local'],
  [{id: 'North_Gate-2'}, 'store-north-gate-2.local'],
  [{id: '_'}, 'store.local'],
  [{id: '017', label: 'corner'}, 'corner.local'],
])('the store %j is called %s', (store, host) => {
  expect(names({store}).hosts).toEqual([host]);
});
