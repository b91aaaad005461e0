import {chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {utf8Encode} from '@holdfast/std';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {readCredential} from './credential.ts';
import {
  addDataKey,
  copyDataKeys,
  createDataKeys,
  type DataKeyPlace,
  loadDataKeys,
} from './data-key-file.ts';

let directory: string;
let place: DataKeyPlace;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
  place = {file: join(directory, 'data-keys.json'), credential: undefined};
});
afterEach(() => rmSync(directory, {recursive: true}));

const credential = utf8Encode('thirty-two bytes of a credential');
const text = () => readFileSync(place.file, 'utf8');
function rewrite(from: string | RegExp, to: string): void {
  const changed = text().replace(from, to);
  expect(changed).not.toBe(text()); // it struck
  writeFileSync(place.file, changed);
}

test('keys are read as they were made, in a file for one user, and none is taken out', () => {
  expect(loadDataKeys(place)).toBeUndefined();
  const made = createDataKeys(place, 1_000);
  expect(statSync(place.file).mode & 0o777).toBe(0o600);
  expect(loadDataKeys(place)).toEqual(made);
  const more = addDataKey(place, 2_000);
  expect(more.slice(0, 1)).toEqual(made);
  expect(loadDataKeys(place)).toEqual(more);
});

test('with a credential the file holds no secret, and does not open without it', () => {
  const [made] = createDataKeys({...place, credential}, 1_000);
  expect(text()).not.toContain(Buffer.from(made?.secret ?? []).toString('base64url'));
  expect(loadDataKeys({...place, credential})).toEqual([made]);
  expect(() => loadDataKeys(place)).toThrow(expect.objectContaining({code: 'data-key/unreadable'}));
});

test('bare keys are wrapped from the first time that there is a credential', () => {
  const made = createDataKeys(place, 1_000);
  expect(loadDataKeys({...place, credential})).toEqual(made);
  expect(text()).toContain('"wrapped": true');
  expect(loadDataKeys({...place, credential})).toEqual(made);
});

test('keys that were wrapped here are copied bare for another machine', () => {
  const wrapped = {...place, credential};
  const made = createDataKeys(wrapped, 1_000);
  const elsewhere = {file: join(directory, 'copy.json'), credential: undefined};
  copyDataKeys(wrapped, elsewhere);
  expect(loadDataKeys(elsewhere)).toEqual(made);
  expect(() => loadDataKeys(place)).toThrow(); // and stay wrapped here
});

const BREAKS = {
  'a file that its group may read': {
    strike: () => chmodSync(place.file, 0o640),
    fault: {code: 'data-key/exposed', fields: {mode: '0640'}},
  },
  'a file that everybody may read': {
    strike: () => chmodSync(place.file, 0o604),
    fault: {code: 'data-key/exposed', fields: {mode: '0604'}},
  },
  'another secret under the name of a key': {
    strike: () => rewrite(/"secret": ".{4}/, '"secret": "AAAA'),
    fault: {code: 'data-key/wrong', fields: {reason: 'is not the secret of this key'}},
  },
  'a file that is none': {
    strike: () => writeFileSync(place.file, '{}'),
    fault: {code: 'data-key/unreadable', fields: {reason: 'is no file of data keys'}},
  },
  'a file that was cut short': {
    strike: () => writeFileSync(place.file, text().slice(0, 40)),
    fault: {code: 'data-key/unreadable', fields: {reason: 'is no file of data keys'}},
  },
};

test.each(Object.entries(BREAKS))('%s: named, and the file stays as it is', (_, broken) => {
  createDataKeys(place, 1_000);
  broken.strike();
  const before = text();
  const {code, fields} = broken.fault;
  const fault = expect.objectContaining({code, fields: expect.objectContaining(fields)});
  expect(() => loadDataKeys(place)).toThrow(fault);
  expect(() => addDataKey(place, 2_000)).toThrow(fault);
  expect(text()).toBe(before);
});

test('another credential than the one the keys were wrapped with is named', () => {
  createDataKeys({...place, credential}, 1_000);
  const other = utf8Encode('another credential of some length');
  expect(() => loadDataKeys({...place, credential: other})).toThrow(
    expect.objectContaining({code: 'data-key/wrong'}),
  );
});

test('a credential is what the service manager hands over under its name', () => {
  expect(readCredential(undefined)).toBeUndefined();
  expect(readCredential(directory)).toBeUndefined();
  writeFileSync(join(directory, 'holdfast-data-keys'), credential);
  expect(readCredential(directory)).toEqual(credential);
  writeFileSync(join(directory, 'holdfast-data-keys'), 'short');
  expect(() => readCredential(directory)).toThrow(
    expect.objectContaining({code: 'data-key/unreadable'}),
  );
});
