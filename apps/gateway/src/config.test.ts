import {readConfig} from '@holdfast/config-toml';
import {expect, test} from 'vitest';
import {gatewayConfigSchema} from './config.ts';

test('an empty configuration is a gateway with a key of its own', () => {
  expect(readConfig(gatewayConfigSchema, {flags: {}}).value).toMatchObject({
    data_dir: '/var/lib/holdfast-gateway',
    listen: {host: '0.0.0.0', port: 8443},
    tls: {mode: 'pinned'},
  });
});

test('a parsed configuration cannot be changed, at any depth', () => {
  const config = readConfig(gatewayConfigSchema, {flags: {}}).value;
  expect(Object.isFrozen(config)).toBe(true);
  expect(Object.isFrozen(config.limits)).toBe(true);
});

test.each([
  [{listen: {port: 65_536}}, 'listen.port'],
  [{listen: {host: 'example'}}, 'listen.host'],
  [{tls: {mode: 'files', key_file: 'x'}}, 'tls.certificate_file'],
  [{public_url: 'ftp://gw.example'}, 'public_url'],
  [{limits: {bodies_in_flight: 0}}, 'limits.bodies_in_flight'],
])('%j is refused by the name of its key', (value, key) => {
  expect(() => readConfig(gatewayConfigSchema, {flags: value}).value).toThrow(
    `config/invalid key=${key}`,
  );
});

test('a key nobody knows is refused: it may be a misspelt one', () => {
  expect(() => readConfig(gatewayConfigSchema, {flags: {lissten: {}}}).value).toThrow('lissten');
});
