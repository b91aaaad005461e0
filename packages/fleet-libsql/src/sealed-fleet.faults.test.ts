import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {addDataKey} from '@holdfast/data-keys';
import {TestGateway, TestHub, type TestTill, testSale} from '@holdfast/fleet/testing';
import {
  createSigningKey,
  nodeDigest,
  nodeSignatureVerifier,
  systemClock,
  systemRandom,
} from '@holdfast/platform-node';
import {toHex} from '@holdfast/std';
import {openDatabase, readBytes} from '@holdfast/strict-libsql';
import {noCompression} from '@holdfast/wire';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {FLEET_SCHEMA} from './fleet-schema.ts';
import {openFleetKeys, openFleetStore} from './index.ts';

const compressor = noCompression; // what is not packed could be read, were it not sealed
const tools = {digest: nodeDigest, compressor, newKey: createSigningKey};
const gatewayKey = await createSigningKey();
const world = {digest: nodeDigest, compressor, verifier: nodeSignatureVerifier, gatewayKey};

let folder: string;
const path = () => join(folder, 'fleet.db');
const place = () => ({file: join(folder, 'data-keys.json'), credential: undefined});
const openKeys = () => openFleetKeys({place: place(), path: path(), nowMs: 1_000});
const open = (keys = openKeys()) =>
  openFleetStore({path: path(), random: systemRandom, clock: systemClock, keys}).store;

let hub: TestHub;
let till: TestTill;

/** The next sale, as a segment of its own. */
async function sell(store: ReturnType<typeof open>): Promise<void> {
  const gateway = new TestGateway(world, store);
  if (!(await store.hub(hub.hubId))) await gateway.enrol(hub);
  const {position} = hub.record(await till.write(testSale())).line;
  const from = (await store.mark()).lastSegmentId === 0 ? 1 : position;
  const held = await gateway.fleet.accept(await hub.segment(from, position));
  expect(held).toMatchObject({outcome: 'accepted'});
  await gateway.stop();
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-'));
  hub = await TestHub.open(tools, {retailStoreId: '017', ledger: 1});
  till = await hub.admit('W01');
  const store = open();
  for (let sale = 0; sale < 2; sale++) await sell(store);
  await store.close();
});
afterEach(() => rmSync(folder, {recursive: true}));

function tamper(sql: string): void {
  const database = openDatabase({path: path(), schema: FLEET_SCHEMA, mode: 'existing'});
  expect(database.write(() => database.run(sql).changes)).toBe(1); // it struck
  database.close();
}

test('no word of a body lies in head office’s file, and with its keys each segment is read', async () => {
  expect(readFileSync(path()).includes('RetailTransaction')).toBe(false);
  const store = open();
  for (const segmentId of [1, 2]) {
    const {bytes} = (await store.segment(segmentId)) ?? {};
    expect(Buffer.from(bytes ?? []).includes('RetailTransaction')).toBe(true);
  }
  await store.close();
});

test('a key that was added seals what comes, and older segments are read by theirs', async () => {
  const keys = addDataKey(place(), 2_000);
  const store = open();
  await sell(store);
  for (const segmentId of [1, 2, 3]) {
    expect(await store.segment(segmentId)).toMatchObject({segmentId});
  }
  await store.close();
  const database = openDatabase({path: path(), schema: FLEET_SCHEMA, mode: 'existing'});
  const ids = database
    .all('SELECT substr(bytes, 2, 8) AS id FROM segment ORDER BY segment_id')
    .map(row => toHex(readBytes(row, 'id')));
  database.close();
  expect(ids).toEqual([keys[0]?.id, keys[0]?.id, keys[1]?.id]);
});

/** What somebody with the file may do to a segment. */
const BREAKS = {
  'a sealed byte is changed': {
    sql: `UPDATE segment SET bytes = CAST(substr(bytes, 1, length(bytes) - 20) || x'00'
      || substr(bytes, length(bytes) - 18) AS BLOB) WHERE segment_id = 2`,
    reason: 'was changed since it was sealed',
  },
  'another segment is put in its place': {
    sql: `UPDATE segment SET bytes = (SELECT bytes FROM segment WHERE segment_id = 1)
      WHERE segment_id = 2`,
    reason: 'was moved here: it was sealed for another place',
  },
};

test.each(Object.entries(BREAKS))('%s: it is named, and the others are read', async (_, broken) => {
  tamper(broken.sql);
  const store = open();
  await expect(store.segment(2)).rejects.toMatchObject({
    code: 'fleet/damaged',
    fields: {segmentId: 2, reason: broken.reason},
  });
  expect(await store.segment(1)).toMatchObject({segmentId: 1});
  await store.close();
});

test('without its keys the store does not open, none is made in their stead, and they put it right', async () => {
  const kept = readFileSync(place().file);
  const {id} = JSON.parse(kept.toString('utf8')).keys[0];
  rmSync(place().file);
  const missing = {code: 'data-key/missing', fields: {file: place().file, path: path(), key: id}};
  expect(openKeys).toThrow(expect.objectContaining(missing));
  expect(openKeys).toThrow(expect.objectContaining(missing)); // and gave up what it had opened
  writeFileSync(place().file, kept, {mode: 0o600});
  const store = open();
  expect(await store.segment(2)).toMatchObject({segmentId: 2});
  await store.close();
});
