import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fleetAcceptance} from '@holdfast/fleet/acceptance';
import {
  createSigningKey,
  nodeDigest,
  nodeSignatureVerifier,
  systemClock,
  systemRandom,
} from '@holdfast/platform-node';
import {Defect} from '@holdfast/std';
import {noCompression} from '@holdfast/wire';
import {afterAll, afterEach, beforeEach, expect, test} from 'vitest';
import {openFleetStore, WorkerFleetStore} from './index.ts';

const stores = mkdtempSync(join(tmpdir(), 'holdfast-'));
afterAll(() => rmSync(stores, {recursive: true}));
let opened = 0;

fleetAcceptance('a fleet over libSQL in a thread of its own', {
  digest: nodeDigest,
  compressor: noCompression,
  verifier: nodeSignatureVerifier,
  newKey: createSigningKey,
  async open() {
    opened += 1;
    return (await WorkerFleetStore.open({path: join(stores, `fleet-${opened}.db`)})).store;
  },
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-'));
});
afterEach(() => rmSync(folder, {recursive: true}));

const mark = (generation: number) => ({generation, lastSegmentId: 0, lastCursor: 0});
const nothing = {
  ...{ledgers: [], journals: [], segments: [], lanesAhead: [], segmentStates: []},
  ...{segmentsDropped: [], waitingGone: [], waiting: [], held: [], decisions: []},
  ...{standings: [], erasures: [], alarms: []},
};

test('a fault of the thread is the same fault here, and the thread is gone', async () => {
  const path = join(folder, 'fleet.db');
  const holder = openFleetStore({path, random: systemRandom, clock: systemClock});
  await expect(WorkerFleetStore.open({path})).rejects.toMatchObject({
    code: 'database/in-use',
    fields: {path},
  });
  await holder.store.close();
});

test('a store is closed after what was asked before, and can be opened again', async () => {
  const path = join(folder, 'fleet.db');
  const {store, origin} = await WorkerFleetStore.open({path});
  expect(origin).toBe('made');
  const committed = store.commit({...nothing, from: mark(0), to: mark(1)});
  await store.close();
  await committed;
  const again = openFleetStore({path, random: systemRandom, clock: systemClock});
  expect(again.origin).toBe('opened');
  expect(await again.store.mark()).toEqual(mark(1));
  await again.store.close();
});

test('a defect ends the thread, and everyone who waits or asks later hears of it', async () => {
  const {store} = await WorkerFleetStore.open({path: join(folder, 'fleet.db')});
  const second = store.commit({...nothing, from: mark(7), to: mark(8)});
  const behind = store.mark();
  await expect(second).rejects.toThrow(Defect);
  await expect(behind).rejects.toThrow(Defect);
  await expect(store.mark()).rejects.toThrow(Defect);
});
