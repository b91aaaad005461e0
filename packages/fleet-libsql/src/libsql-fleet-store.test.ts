import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {keysOf, TestGateway, TestHub, testSale} from '@holdfast/fleet/testing';
import {
  createSigningKey,
  nodeDigest,
  nodeSignatureVerifier,
  systemRandom,
} from '@holdfast/platform-node';
import {noCompression} from '@holdfast/wire';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {openFleetStore} from './index.ts';

const compressor = noCompression;
const tools = {digest: nodeDigest, compressor, newKey: createSigningKey};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-'));
});
afterEach(() => rmSync(folder, {recursive: true}));

const open = () => openFleetStore({path: join(folder, 'fleet.db'), random: systemRandom});

test('what was held is held after the store is opened again', async () => {
  const gatewayKey = await createSigningKey();
  const world = {digest: nodeDigest, compressor, verifier: nodeSignatureVerifier, gatewayKey};
  const made = open();
  expect(made.origin).toBe('made');
  const first = new TestGateway(world, made.store);
  const hub = await TestHub.open(tools, {retailStoreId: '017', ledger: 1});
  await first.enrol(hub);
  const till = await hub.admit('W01');
  for (let sale = 0; sale < 3; sale++) hub.record(await till.write(testSale()));
  expect(await first.fleet.accept(await hub.segment(1))).toMatchObject({heldPosition: 5});
  await first.stop();
  await made.store.close();
  const again = open();
  expect(again.origin).toBe('opened');
  expect(again.store.incarnation).toBe(made.store.incarnation);
  const second = new TestGateway(world, again.store);
  expect(keysOf(await second.stream())).toEqual(['W01/1', 'W01/2', 'W01/3']);
  expect(await second.fleet.accept(await hub.segment(1))).toMatchObject({outcome: 'alreadyHeld'});
  await second.stop();
  await again.store.close();
});
