import {
  createSigningKey,
  nodeDigest,
  nodeSignatureVerifier,
  systemRandom,
} from '@holdfast/platform-node';
import {type Digest, Fault} from '@holdfast/std';
import {VirtualClock} from '@holdfast/std/testing';
import {
  drawGatewayIncarnation,
  noCompression,
  SEGMENT_VERSIONS,
  type SegmentVersion,
} from '@holdfast/wire';
import {expect, test} from 'vitest';
import {Fleet} from './fleet.ts';
import {FLEET_LIMITS} from './limits.ts';
import {keysOf, MemoryFleetStore, TestGateway, TestHub, testSale} from './testing.ts';

const SALES = 600;
const tools = {digest: nodeDigest, compressor: noCompression, newKey: createSigningKey};
const world = {
  ...{compressor: noCompression, verifier: nodeSignatureVerifier},
  gatewayKey: await createSigningKey(),
};

async function scene(digest: Digest = nodeDigest) {
  const store = new MemoryFleetStore(drawGatewayIncarnation(systemRandom));
  const gateway = new TestGateway({...world, digest}, store);
  const hub = await TestHub.open(tools, {retailStoreId: '017', ledger: 1});
  await gateway.enrol(hub);
  const till = await hub.admit('W01');
  for (let sale = 0; sale < SALES; sale++) hub.record(await till.write(testSale()));
  return {store, gateway, hub};
}

test.each([...SEGMENT_VERSIONS])('a segment of version %i is accepted, and held', async version => {
  const {gateway, hub} = await scene();
  const answer = await gateway.fleet.accept(await hub.segment(1, hub.end, {version}));
  expect(answer).toMatchObject({outcome: 'accepted', heldPosition: hub.end});
  expect(keysOf(await gateway.stream())).toHaveLength(SALES);
  await gateway.stop();
});

test('a ledger may come in segments of both versions: they are one history', async () => {
  const {gateway, hub} = await scene();
  const send = async (first: number, last: number, version: SegmentVersion) =>
    (await gateway.fleet.accept(await hub.segment(first, last, {version}))).outcome;
  expect(await send(1, 100, 1)).toBe('accepted');
  expect(await send(101, 300, 2)).toBe('accepted');
  expect(await send(301, hub.end, 1)).toBe('accepted');
  expect(await send(50, 350, 2)).toBe('alreadyHeld');
  await gateway.stop();
});

test('a hub is told which segments are read here', async () => {
  const {gateway, hub, store} = await scene();
  const record = await store.hub(hub.hubId);
  if (!record) throw new Fault('gateway/refused');
  const {ledgerId} = hub;
  const question = {v: 1, type: 'ledgerStatus', ledgerId, nonce: 'AAAAAAAAAAAAAAAAAAAAAA'} as const;
  const status = await gateway.fleet.ledgerStatus(record, question);
  expect(status.segmentVersions).toEqual([2, 1]);
  await gateway.stop();
});

test('however large a segment, other requests get their turn after every few of its entries', async () => {
  const work = {hashed: 0, most: 0, turns: 0};
  const {gateway, hub} = await scene();
  const clock = new VirtualClock();
  clock.sleep = async () => {
    work.turns += 1;
    work.most = Math.max(work.most, work.hashed);
    work.hashed = 0;
  };
  const digest = {
    sha256: (bytes: Uint8Array) => {
      work.hashed += 1;
      return nodeDigest.sha256(bytes);
    },
  };
  const fleet = new Fleet({...gateway.ports, clock, digest});
  const stop = new AbortController();
  const ended = fleet.service.run(stop.signal, () => {});
  await fleet.accept(await hub.segment(1));
  const {entriesPerTurnMax} = FLEET_LIMITS;
  const [timesMet, hashesEach] = [3, 3]; // proved, placed, admitted; body, header, line
  expect(work.turns).toBeGreaterThanOrEqual((timesMet * SALES) / entriesPerTurnMax - 1);
  expect(work.most).toBeLessThanOrEqual(entriesPerTurnMax * hashesEach + 1);
  stop.abort();
  await ended;
  await gateway.stop();
});
