import {nodeDigest} from '@holdfast/platform-node';
import {VirtualClock} from '@holdfast/std/testing';
import {expect, test} from 'vitest';
import {LEDGER_LIMITS} from './limits.ts';
import {recoverLedger} from './recover-ledger.ts';
import {accepted, MemoryLedgerStore, openMemoryLedger, TestLane} from './testing.ts';

const digest = nodeDigest;
const {checkpointIdleMs} = LEDGER_LIMITS;

async function setUp(limits = {}) {
  const clock = new VirtualClock();
  const memory = await openMemoryLedger({digest, clock, limits});
  const till = new TestLane({digest, workstationId: 'W01'});
  const append = (count: number) =>
    Promise.all(till.take(count).map(entry => memory.ledger.append(accepted(entry))));
  return {...memory, clock, till, append};
}

test('a group is one sync, with the notes that ride along', async () => {
  const {ledger, store, append} = await setUp();
  await append(5);
  await Promise.all([append(3), ledger.raise({sink: 'gateway', position: 4})]);
  expect(store.writes).toHaveLength(2);
  expect(ledger.stats()).toMatchObject({entries: 8, groups: 2, syncs: 2});
});

test('a note without a group is written at once', async () => {
  const {ledger, append} = await setUp();
  await append(1);
  await ledger.raise({sink: 'gateway', position: 1});
  expect(ledger.stats()).toMatchObject({groups: 1, syncs: 2});
});

test('a group is bounded by entries and bytes, and takes one entry however large', async () => {
  const {store, append} = await setUp({groupEntriesMax: 3, groupBytesMax: 1});
  await append(2);
  expect(store.disk.groups.map(({first, last}) => last - first + 1)).toEqual([1, 1]);
  const wider = await setUp({groupEntriesMax: 3});
  await wider.append(7);
  expect(wider.store.disk.groups.map(({first, last}) => last - first + 1)).toEqual([3, 3, 1]);
});

test('nothing is checkpointed while submissions wait and the log is below its cap', async () => {
  const {ledger, store, clock, append} = await setUp();
  for (let round = 0; round < 20; round += 1) {
    store.hold();
    const appended = append(4);
    await clock.advance(checkpointIdleMs - 1);
    store.release();
    await appended;
  }
  expect(ledger.stats()).toMatchObject({groups: 20, checkpoints: {idle: 0, cap: 0}});
});

test('the log is checkpointed once it is quiet, and not again for nothing', async () => {
  const {ledger, store, clock, append} = await setUp();
  await append(1);
  await clock.advance(checkpointIdleMs);
  expect(ledger.stats()).toMatchObject({walBytes: 0, checkpoints: {idle: 1, cap: 0}});
  await clock.advance(10 * checkpointIdleMs);
  expect(store.checkpoints).toBe(1);
});

test('at its cap the log is checkpointed before the next group, and who waited is counted', async () => {
  const {ledger, store, append} = await setUp({walBytesMax: 1});
  await append(1);
  expect(ledger.stats().checkpoints.cap).toBe(0);
  store.hold();
  const first = append(1);
  await new Promise(resolve => setImmediate(resolve));
  expect(store.writes).toHaveLength(1); // the second group stands behind the checkpoint
  const second = append(2);
  store.release();
  await Promise.all([first, second]);
  expect(ledger.stats()).toMatchObject({
    groups: 2,
    checkpoints: {idle: 0, cap: 1},
    appendsBehindCheckpoint: 2,
  });
});

test('a full lane table comes at the latest after so many groups, and a start reads no further', async () => {
  const {store, append} = await setUp({snapshotGroupsMax: 4});
  for (let group = 0; group < 10; group += 1) await append(1);
  const tables = store.disk.groups.flatMap(({laneTable}, at) => (laneTable === 'all' ? [at] : []));
  expect(tables).toEqual([3, 7]);
  const fresh = new MemoryLedgerStore(store.disk);
  const recovered = await recoverLedger({store: fresh, contents: await fresh.contents(), digest});
  expect(fresh.reads).toEqual([8]);
  expect(recovered).toMatchObject({tail: {position: 10}, lanes: [{sequenceNumber: 10}]});
});

test('closing answers what is in hand, and takes nothing more', async () => {
  const {ledger, store, append, till} = await setUp();
  store.hold();
  const appended = append(3);
  const closing = ledger.close();
  store.release();
  expect(await appended).toHaveLength(3);
  await closing;
  expect(store.closed).toBe(true);
  expect(() => ledger.append(accepted(till.next()))).toThrow('a closed ledger is not written');
});
