import {
  createSigningKey,
  nodeDigest,
  nodeSignatureVerifier,
  systemRandom,
} from '@holdfast/platform-node';
import {drawGatewayIncarnation, type ForwardEntriesAnswer, noCompression} from '@holdfast/wire';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {
  BreakingStore,
  type CommitBreak,
  keysOf,
  TestGateway,
  TestHub,
  type TestTill,
  testSale,
} from './testing.ts';

const BREAKS: Record<string, CommitBreak> = {
  'power cut before the commit': {code: 'database/failed', kept: false},
  'power cut after the commit, before the answer': {code: 'database/failed', kept: true},
};

const tools = {digest: nodeDigest, compressor: noCompression, newKey: createSigningKey};
const gatewayKey = await createSigningKey();
let signatures = 0;
const countingKey = {
  publicKey: gatewayKey.publicKey,
  sign(message: Uint8Array) {
    signatures += 1;
    return gatewayKey.sign(message);
  },
};

let store: BreakingStore;
let gateway: TestGateway;
let hub: TestHub;
let till: TestTill;

function start(): void {
  const world = {...tools, verifier: nodeSignatureVerifier, gatewayKey: countingKey};
  gateway = new TestGateway(world, store);
}

/** The process died, and another opens what is on the disk. */
async function restart(): Promise<unknown> {
  const ended = await gateway.stop();
  store.reopened();
  start();
  return ended;
}

async function sell(count: number): Promise<void> {
  for (let sale = 0; sale < count; sale++) hub.record(await till.write(testSale()));
}

beforeEach(async () => {
  store = new BreakingStore(drawGatewayIncarnation(systemRandom));
  start();
  hub = await TestHub.open(tools, {retailStoreId: '017', ledger: 1});
  await gateway.enrol(hub);
  till = await hub.admit('W01');
  signatures = 0;
});
afterEach(() => gateway.stop());

test.each(Object.entries(BREAKS))(
  '%s: nothing is answered or signed, the service ends, and a resend holds each sale once',
  async (_, how) => {
    await sell(3);
    await gateway.fleet.accept(await hub.segment(1, 3));
    const signedBefore = signatures;
    store.breakNextCommit(how);
    const sent = await hub.segment(4, 4);
    await expect(gateway.fleet.accept(sent)).rejects.toMatchObject({code: how.code});
    expect(store.struck).toBe(1);
    expect(signatures).toBe(signedBefore);
    expect(await restart()).toMatchObject({code: how.code});
    expect(await store.ledger(hub.ledgerId)).toMatchObject({heldPosition: how.kept ? 4 : 3});
    const outcome = how.kept ? 'alreadyHeld' : 'accepted';
    const resent = await gateway.fleet.accept(sent);
    expect(resent).toMatchObject({outcome, heldPosition: 4});
    const told = await gateway.statements(resent);
    expect(told.find(({workstationId}) => workstationId === 'W01')).toMatchObject({
      sequenceNumber: 2,
    });
    const again = await gateway.fleet.accept(await hub.segment(4));
    expect(again).toMatchObject({outcome: 'accepted', heldPosition: 5});
    const [statement] = await gateway.statements(again);
    expect(statement).toMatchObject({workstationId: 'W01', sequenceNumber: 3});
    expect(keysOf(await gateway.stream())).toEqual(['W01/1', 'W01/2', 'W01/3']);
  },
);

test('a full disk refuses what is new, keeps what is held, and takes it once there is room', async () => {
  await sell(3);
  const held = await gateway.fleet.accept(await hub.segment(1, 3));
  store.breakNextCommit({code: 'database/disk-full', kept: false});
  const segment = await hub.segment(4);
  await expect(gateway.fleet.accept(segment)).rejects.toMatchObject({code: 'database/disk-full'});
  expect(store.struck).toBe(1);
  expect(keysOf(await gateway.stream())).toEqual(['W01/1']);
  expect(await gateway.fleet.accept(await hub.segment(1, 3))).toEqual({
    ...held,
    outcome: 'alreadyHeld',
  });
  expect(await gateway.fleet.accept(segment)).toMatchObject({outcome: 'accepted', heldPosition: 5});
  expect(await gateway.stop()).toBeUndefined();
});

test('a gateway whose store has failed takes nothing more', async () => {
  store.breakNextCommit({code: 'database/failed', kept: false});
  await expect(gateway.fleet.accept(await hub.segment(1))).rejects.toMatchObject({
    code: 'database/failed',
  });
  expect(store.struck).toBe(1);
  await expect(gateway.fleet.accept(await hub.segment(1))).rejects.toMatchObject({
    code: 'gateway/busy',
  });
});

test('while the disk is slow nothing is signed, and what comes meanwhile shares the next commit', async () => {
  await sell(6);
  await gateway.fleet.accept(await hub.segment(1, 2));
  const [signedBefore, commitsBefore] = [signatures, gateway.fleet.commits];
  const release = store.holdCommits();
  const first = gateway.fleet.accept(await hub.segment(3, 3));
  while (gateway.fleet.segmentsCommitting < 1) await new Promise(setImmediate);
  const segments = [await hub.segment(4), await hub.segment(4), await hub.segment(5, 6)];
  const answers: Promise<ForwardEntriesAnswer>[] = [];
  for (const [at, segment] of segments.entries()) {
    answers.push(gateway.fleet.accept(segment));
    while (gateway.fleet.segmentsQueued <= at) await new Promise(setImmediate);
  }
  expect(signatures).toBe(signedBefore);
  release();
  expect(await first).toMatchObject({outcome: 'accepted'});
  // Decided one after the other inside one commit: the later ones see what the first brought.
  expect((await Promise.all(answers)).map(({outcome}) => outcome)).toEqual([
    'accepted',
    'alreadyHeld',
    'alreadyHeld',
  ]);
  expect(gateway.fleet.commits - commitsBefore).toBe(2);
  expect(keysOf(await gateway.stream())).toHaveLength(6);
});

test('a segment that was damaged while it waited is forgotten, alarmed, and held once it is sent again', async () => {
  await sell(4);
  await gateway.fleet.accept(await hub.segment(5, 6));
  store.damage(1);
  await restart(); // or what was unpacked would still be in memory
  const answer = await gateway.fleet.accept(await hub.segment(1, 4));
  expect(store.struck).toBeGreaterThan(0);
  expect(answer).toMatchObject({outcome: 'accepted', heldPosition: 4});
  expect(await store.alarms(10)).toMatchObject([{code: 'ledger/damaged'}]);
  expect(await gateway.fleet.accept(await hub.segment(5))).toMatchObject({heldPosition: 6});
  expect(keysOf(await gateway.stream())).toHaveLength(4);
});

test('a held segment that is damaged hides its own bodies, and neither its keys nor what is after it', async () => {
  await sell(2);
  await gateway.fleet.accept(await hub.segment(1, 3));
  await gateway.fleet.accept(await hub.segment(4));
  store.damage(1);
  await restart();
  const items = await gateway.stream();
  expect(store.struck).toBeGreaterThan(0);
  expect(keysOf(items)).toEqual(['W01/1', 'W01/2']);
  const bodies = items.map(item => item.kind === 'transaction' && item.transaction.body);
  expect(bodies).toEqual([undefined, till.entries[1]?.body]);
  await sell(1);
  expect(await gateway.fleet.accept(await hub.segment(5))).toMatchObject({heldPosition: 5});
});

test('an entry that waits in a damaged segment holds up its journal only', async () => {
  const first = await till.write(testSale());
  hub.record({...first, signature: new Uint8Array(64)});
  await gateway.fleet.accept(await hub.segment(1));
  store.damage(1);
  await restart();
  const other = await hub.admit('W02');
  hub.record(await other.write(testSale()));
  await sell(1);
  const answer = await gateway.fleet.accept(await hub.segment(4));
  expect(store.struck).toBeGreaterThan(0);
  expect(answer).toMatchObject({outcome: 'accepted', heldPosition: hub.end});
  expect(keysOf(await gateway.stream())).toEqual(['W02/1']);
  expect(await store.alarms(10)).toMatchObject([
    {code: 'ledger/damaged', journalId: till.journalId},
    {code: 'journal/bad-signature'},
  ]);
});
