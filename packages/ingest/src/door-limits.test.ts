import {createSigningKey, nodeDigest, nodeSignatureVerifier} from '@holdfast/platform-node';
import {journalIdOf} from '@holdfast/wire';
import {expect, test} from 'vitest';
import {INGEST_LIMITS} from './limits.ts';
import {storeScene, type TestHub, type TestTill} from './testing/store-scene.ts';
import {FakeConnection} from './testing.ts';

const {hub, proveTo, till} = await storeScene({
  digest: nodeDigest,
  verifier: nodeSignatureVerifier,
  createSigningKey,
  turn: () => new Promise(setImmediate),
});

/** Sockets that never prove anything; answers those that were turned away or out. */
function flood({ingest}: TestHub, from: {readonly address: string; readonly sockets: number}) {
  const sockets = Array.from({length: from.sockets}, () => new FakeConnection('', from));
  for (const socket of sockets) ingest.connect(socket);
  return () => sockets.filter(({closedWith}) => closedWith?.reason === 'tooBusy').length;
}

test('an address that proves nothing has its share of sockets and no more', async () => {
  const store = await hub([]);
  const share = INGEST_LIMITS.strangersPerAddressMax;
  const turnedAway = flood(store, {address: '10.0.0.66', sockets: share + 5});
  expect(turnedAway()).toBe(5);
});

test('a paired till gets in while strangers hold every place, at the cost of one of them', async () => {
  const one = await till();
  const store = await hub([one]);
  const [first, second] = ['10.0.0.66', '10.0.0.67'].map(address =>
    flood(store, {address, sockets: INGEST_LIMITS.strangersMax / 2}),
  );
  const {socket} = await proveTo(store, one);
  expect(socket.closedWith).toBeUndefined();
  expect(socket.of('welcome')).toHaveLength(1);
  expect([first?.(), second?.()]).toEqual([1, 0]);
  const others = flood(store, {address: '10.0.0.68', sockets: 40});
  expect(others()).toBeGreaterThan(0);
  expect(socket.closedWith).toBeUndefined(); // who proved itself is nobody's to turn out
});

test('a place comes back when its stranger goes, and when it proves itself', async () => {
  const one = await till();
  const store = await hub([one]);
  const address = '10.0.0.66';
  const share = INGEST_LIMITS.strangersPerAddressMax;
  const leaving = store.ingest.connect(new FakeConnection('', {address}));
  const turnedAway = flood(store, {address, sockets: share - 1});
  leaving.closed();
  expect((await proveTo(store, {...one, address})).socket.closedWith).toBeUndefined();
  store.ingest.connect(new FakeConnection('', {address}));
  expect(turnedAway()).toBe(0);
});

async function byTurns(store: TestHub, holders: readonly TestTill[], turns: number) {
  for (let turn = 0; turn < turns; turn++) {
    for (const holder of holders) {
      await proveTo(store, holder);
      await store.clock.advance(500);
    }
  }
}

test('two live holders of one key are alarmed, once, with both addresses', async () => {
  const one = await till();
  const store = await hub([one]);
  const holders = ['192.168.8.31', '192.168.8.77'].map(address => ({...one, address}));
  await byTurns(store, holders, 5);
  const journalId = journalIdOf(nodeDigest, one.key.publicKey);
  const alarms = store.alarms.filter(({code}) => code === 'journal/two-holders');
  expect(alarms).toMatchObject([{journalId}]);
  expect(alarms[0]?.detail).toContain('192.168.8.31');
  expect(alarms[0]?.detail).toContain('192.168.8.77');
});

const RUNS = ['AAAAAAAAAAA', 'BBBBBBBBBBE'] as const;

test('of two that name their runs, the first that comes back is proof', async () => {
  const one = await till();
  const store = await hub([one]);
  const [first, second] = RUNS.map((run, at) => ({...one, run, address: `192.168.8.3${at}`}));
  if (!first || !second) throw new Error('there are two');
  await byTurns(store, [first, second], 1);
  expect(store.alarms).toEqual([]); // a program that was started again is as good a reason
  await byTurns(store, [first, second], 3);
  expect(store.alarms.map(({code}) => code)).toEqual(['journal/two-holders']);
});

test('a till that roams, from address to address while its old line still lives, is not', async () => {
  const one = await till();
  const store = await hub([one]);
  const addresses = ['192.168.8.31', '192.168.8.32', '10.1.0.7'];
  await byTurns(
    store,
    addresses.map(address => ({...one, address, run: RUNS[0]})),
    8,
  );
  expect(store.ingest.sessions()).toMatchObject([{address: '10.1.0.7'}]);
  expect(store.alarms).toEqual([]);
});

test('a till that is started again and again is not either', async () => {
  const one = await till();
  const store = await hub([one]);
  const runs = ['AAAAAAAAAAA', 'BBBBBBBBBBE', 'CCCCCCCCCCI', 'DDDDDDDDDDM'];
  await byTurns(
    store,
    runs.map(run => ({...one, run})),
    1,
  );
  expect(store.alarms).toEqual([]);
});

test('a till that loses its line again and again is not taken for two', async () => {
  const one = await till();
  const store = await hub([one]);
  for (let ring = 0; ring < 10; ring++) {
    const {socket} = await proveTo(store, one);
    expect(socket.closedWith).toBeUndefined();
    await store.clock.advance(4 * INGEST_LIMITS.heartbeatMs); // it gave the old line up
  }
  expect(store.alarms).toEqual([]);
});
