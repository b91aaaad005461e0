import {readConfig} from '@holdfast/config-toml';
import {expect, test} from 'vitest';
import {terminalConfigSchema} from './config.ts';

test('an empty configuration is a whole one, frozen', () => {
  const config = readConfig(terminalConfigSchema, {flags: {}}).value;
  expect(config).toMatchObject({
    listen: {host: '127.0.0.1', port: 7480},
    journal: {capBytes: 1_000_000_000, retentionMs: 30 * 86_400_000},
    discovery: {enabled: true, interfaces: []},
    hub: {addresses: []},
  });
  expect(Object.isFrozen(config.hub.addresses)).toBe(true);
});

test('addresses are read with and without brackets', () => {
  const {listen, hub} = readConfig(terminalConfigSchema, {
    flags: {
      listen: '[::1]:0',
      hub: {addresses: ['192.0.2.7:7443', '[fe80::1%eth0]:7443', 'hub.local:1']},
    },
  }).value;
  expect(listen).toEqual({host: '::1', port: 0});
  expect(hub.addresses).toEqual([
    {host: '192.0.2.7', port: 7443},
    {host: 'fe80::1%eth0', port: 7443},
    {host: 'hub.local', port: 1},
  ]);
});

test.each([
  ['listen', {listen: '0.0.0.0:7480'}],
  ['listen', {listen: '127.0.0.1:99999'}],
  ['journal.retention_days', {journal: {retention_days: 6}}],
  ['hub.addresses[0]', {hub: {addresses: ['nowhere']}}],
  ['workstation.id', {workstation: {id: 'no spaces'}}],
  ['', {unknown: 1}],
])('a value that cannot stand is refused by its key: %s', (key, config) => {
  expect(() => readConfig(terminalConfigSchema, {flags: config}).value).toThrow(
    `config/invalid key=${key}`,
  );
});
