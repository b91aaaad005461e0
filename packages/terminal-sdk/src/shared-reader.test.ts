import {nodeDigest} from '@holdfast/platform-node';
import {silentLog, Topic} from '@holdfast/std';
import {LAN_PROTOCOL_VERSION, type SharedPart, type SharedVersions} from '@holdfast/wire';
import {beforeEach, expect, test} from 'vitest';
import type {SharedDocument} from './shared-document.ts';
import {SharedReader} from './shared-reader.ts';
import {TestTill} from './testing/test-till.ts';

const V = LAN_PROTOCOL_VERSION;
const versions = (...documents: SharedVersions['documents']): SharedVersions => ({
  v: V,
  type: 'sharedVersions',
  documents,
});
const part = (name: string, version: number, at: number, text: string): SharedPart => ({
  ...{v: V, type: 'sharedPart', name, version, part: at, text},
});
const asked = (name: string, version: number, at: number) => ({
  ...{type: 'askShared', name, version, part: at},
});

let kept: SharedDocument[];
let told: SharedDocument[];
let full: boolean;
let reader: SharedReader;
beforeEach(async () => {
  kept = [{name: 'operators', version: 3, changedAtMs: 1, text: 'ana'}];
  told = [];
  full = false;
  const changes = new Topic<SharedDocument>();
  changes.subscribe(document => told.push(document));
  const keep = async (document: SharedDocument) => {
    if (full) throw new Error('no room');
    kept.push(document);
  };
  reader = new SharedReader({shelf: {load: async () => kept, keep}, changes, log: silentLog});
  await reader.open();
});

test('what was kept is known before any hub says a word', () => {
  expect(reader.document('operators')?.text).toBe('ana');
  expect(reader.document('catalogue')).toBeUndefined();
});

test('only another version is asked for, part by part, and told of when it is whole and kept', async () => {
  const question = reader.versions(
    versions(
      {name: 'operators', version: 3, changedAtMs: 1, parts: 1},
      {name: 'catalogue', version: 9, changedAtMs: 5, parts: 2},
      {name: 'settings', version: 2, changedAtMs: 6, parts: 1},
    ),
  );
  expect(question).toEqual(asked('catalogue', 9, 0));
  expect(await reader.part(part('catalogue', 9, 0, 'mi'))).toEqual(asked('catalogue', 9, 1));
  expect(told).toEqual([]);
  expect(await reader.part(part('catalogue', 9, 1, 'lk'))).toEqual(asked('settings', 2, 0));
  expect(told).toEqual([{name: 'catalogue', version: 9, changedAtMs: 5, text: 'milk'}]);
  expect(await reader.part(part('settings', 2, 0, 'shop'))).toBeUndefined();
  expect(kept.map(({name}) => name)).toEqual(['operators', 'catalogue', 'settings']);
});

test('another hub’s lower version is another document', () => {
  const question = reader.versions(
    versions({name: 'operators', version: 1, changedAtMs: 1, parts: 1}),
  );
  expect(question).toEqual(asked('operators', 1, 0));
});

test('a change in the middle begins again, and what comes late of the old one is passed over', async () => {
  reader.versions(versions({name: 'catalogue', version: 9, changedAtMs: 5, parts: 2}));
  await reader.part(part('catalogue', 9, 0, 'mi'));
  const again = reader.versions(
    versions({name: 'catalogue', version: 10, changedAtMs: 7, parts: 1}),
  );
  expect(again).toEqual(asked('catalogue', 10, 0));
  expect(await reader.part(part('catalogue', 9, 1, 'lk'))).toBeUndefined();
  await reader.part(part('catalogue', 10, 0, 'tea'));
  expect(reader.document('catalogue')?.text).toBe('tea');
});

test('a shelf that is full costs no price: it is told of and used all the same', async () => {
  full = true;
  reader.versions(versions({name: 'catalogue', version: 9, changedAtMs: 5, parts: 1}));
  await reader.part(part('catalogue', 9, 0, 'milk'));
  expect(told).toHaveLength(1);
  expect(reader.document('catalogue')?.text).toBe('milk');
});

test('a till asks its hub for what is new, and a till that shares nothing asks for nothing', async () => {
  const shelf = {load: async () => [], keep: async () => {}};
  const list = versions({name: 'catalogue', version: 1, changedAtMs: 5, parts: 1});
  for (const shared of [shelf, undefined]) {
    const till = new TestTill(nodeDigest, shared ? {shared} : {});
    const terminal = await till.begin();
    till.hub.say(list);
    await till.clock.advance(10);
    const questions = till.hub.heard.filter(({type}) => type === 'askShared');
    expect(questions).toEqual(shared ? [{v: V, ...asked('catalogue', 1, 0)}] : []);
    till.hub.say(part('catalogue', 1, 0, 'milk'));
    await till.clock.advance(10);
    expect(terminal.sharedDocument('catalogue')?.text).toBe(shared && 'milk');
    await terminal.stop();
  }
});
