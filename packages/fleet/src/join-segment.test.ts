import {
  createSigningKey,
  nodeDigest,
  nodeSignatureVerifier,
  systemRandom,
} from '@holdfast/platform-node';
import {VirtualClock} from '@holdfast/std/testing';
import {drawGatewayIncarnation, noCompression} from '@holdfast/wire';
import {expect, test} from 'vitest';
import {FleetDraft} from './fleet-draft.ts';
import {joinAhead, joinSegment} from './join-segment.ts';
import {SegmentShelf} from './segment-shelf.ts';
import {MemoryFleetStore, TestHub, testSale} from './testing.ts';
import {verifySegment} from './verify-segment.ts';

const tools = {digest: nodeDigest, compressor: noCompression, newKey: createSigningKey};

test('one commit takes no more lines from what waited than it may, and says that more are ready', async () => {
  const hub = await TestHub.open(tools, {retailStoreId: '017', ledger: 1});
  const till = await hub.admit('W01');
  for (let sale = 0; sale < 8; sale++) hub.record(await till.write(testSale()));
  const store = new MemoryFleetStore(drawGatewayIncarnation(systemRandom));
  const ports = {
    ...{digest: nodeDigest, verifier: nodeSignatureVerifier, clock: new VirtualClock()},
    ...{store, compressors: [noCompression]},
  };
  const record = {
    ...{hubId: hub.hubId, retailStoreId: '017', name: '', enrolledAtMs: 0},
    publicKey: hub.identity.publicKey,
  };
  await store.addEnrolment(
    {enrolmentId: 'one', retailStoreId: '017', createdAtMs: 0, expiresAtMs: 1, usedBy: undefined},
    1,
  );
  await store.enrolHub(record, 'one');
  const draft = await FleetDraft.begin(store, new SegmentShelf(ports, store));
  const scene = {ports, draft, hub: record};
  for (const [first, last] of [
    [3, 5],
    [6, 8],
    [9, 10],
    [1, 2],
  ] as const) {
    await joinSegment(scene, await verifySegment(ports, await hub.segment(first, last)));
  }
  const held = async () => (await draft.ledger(hub.ledgerId, record)).heldPosition;
  const ledger = await draft.ledger(hub.ledgerId, record);
  expect(await held()).toBe(2);
  expect(await joinAhead(scene, {ledger, linesMax: 4})).toEqual({lines: 6, more: true});
  expect(await held()).toBe(8);
  expect(await joinAhead(scene, {ledger, linesMax: 4})).toEqual({lines: 2, more: false});
  expect(await held()).toBe(10);
});
