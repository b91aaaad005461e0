import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Fault} from '@holdfast/std';
import {afterAll, expect, test} from 'vitest';
import * as z from 'zod';
import {type ConfigSources, readConfig} from './read-config.ts';

const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
afterAll(() => rmSync(directory, {recursive: true}));
let files = 0;
const toml = (text: string): string => {
  const file = join(directory, `${files++}.toml`);
  writeFileSync(file, text);
  return file;
};

const schema = z.strictObject({
  store: z.strictObject({id: z.string()}),
  lan: z
    .strictObject({host: z.string().default('0.0.0.0'), port: z.int().default(7443)})
    .prefault({}),
  uplink: z
    .array(z.strictObject({name: z.string(), monthly_budget: z.string().optional()}))
    .default([]),
});

function faultOf(sources: ConfigSources): Fault {
  try {
    readConfig(schema, sources);
  } catch (error) {
    if (error instanceof Fault) return error;
  }
  throw new Error('a fault was expected');
}

test('flags lie over environment over files over defaults, and each value knows where it came from', () => {
  const strong = toml('[lan]\nport = 1');
  const weak = toml('[store]\nid = "017"\n[lan]\nport = 2\nhost = "10.0.0.1"');
  const files = [strong, weak];
  const read = (more: ConfigSources = {}) => readConfig(schema, {files, ...more});
  expect(read().value.lan).toEqual({host: '10.0.0.1', port: 1});
  expect(read({environment: {HOLDFAST_LAN__PORT: '3'}}).value.lan.port).toBe(3);
  const all = read({environment: {HOLDFAST_LAN__PORT: '3'}, flags: {lan: {port: 4}}});
  expect(all.value.lan.port).toBe(4);
  expect(Object.fromEntries(all.origins)).toEqual({
    'store.id': weak,
    'lan.host': weak,
    'lan.port': 'the command line',
  });
});

test('a typo names the right key', () => {
  const fault = faultOf({files: [toml('[store]\nid = "1"\n[lan]\nprot = 1')]});
  expect(fault.fields).toMatchObject({
    key: 'lan.prot',
    reason: 'is not a setting',
    meant: 'lan.port',
  });
  const inArray = faultOf({
    files: [toml('store = {id = "1"}\n[[uplink]]\nname = "a"\nmontly_budget = "2GB"')],
  });
  expect(inArray.fields).toMatchObject({meant: 'uplink[0].monthly_budget'});
});

test('a key far from any other is called unknown without a guess', () => {
  const fault = faultOf({flags: {store: {id: '1'}, telephone: 5}});
  expect(fault.fields).toMatchObject({key: 'telephone', reason: 'is not a setting'});
  expect(fault.fields).not.toHaveProperty('meant');
});

test('a wrong value names its key and its file', () => {
  const file = toml('[store]\nid = "1"\n[lan]\nport = "many"');
  expect(faultOf({files: [file]}).fields).toMatchObject({key: 'lan.port', from: file});
});

test('text that is not TOML names the line', () => {
  expect(faultOf({files: [toml('a = 1\nb = = 2')]}).fields).toMatchObject({line: 2});
});

test('a file that is named and missing is refused', () => {
  expect(faultOf({files: [join(directory, 'none.toml')]}).fields).toMatchObject({
    reason: 'cannot be read',
  });
});

test('variables of other tools are left alone', () => {
  const read = readConfig(schema, {
    environment: {HOLDFAST_REQUIRE: 'all', PATH: '/bin'},
    flags: {store: {id: '1'}},
  });
  expect(read.value.store.id).toBe('1');
});
