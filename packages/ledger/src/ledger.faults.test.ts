import {nodeDigest} from '@holdfast/platform-node';
import {isFault} from '@holdfast/std';
import {expect, test} from 'vitest';
import type {AppendOutcome} from './ledger.ts';
import type {StoredGroup} from './ports.ts';
import {recoverLedger} from './recover-ledger.ts';
import {accepted, type MemoryLedger, openMemoryLedger, TestLane} from './testing.ts';

const digest = nodeDigest;
const lane = (workstationId: string) => new TestLane({digest, workstationId});
const ALL = {entriesMax: 1000, bodyBytesMax: 1_000_000};

interface Scene extends MemoryLedger {
  readonly till: TestLane;
  /** Appends of one breath: one group. */
  append(count: number): Promise<readonly (AppendOutcome | Error)[]>;
}

/** How the disk refuses a group: what its appends are told, and whether the ledger goes on. */
const BREAKS = {
  'the sync fails': {code: 'database/failed', told: 'rejected', goesOn: false},
  'the log cannot be written': {code: 'database/corrupt', told: 'rejected', goesOn: false},
  'the disk is full': {code: 'database/disk-full', told: 'busy', goesOn: true},
} as const;

async function setUp(limits = {}): Promise<Scene> {
  const memory = await openMemoryLedger({digest, limits});
  const till = lane('W01');
  const append = (count: number) =>
    Promise.all(
      till.take(count).map(entry => memory.ledger.append(accepted(entry)).catch(error => error)),
    );
  return {...memory, till, append};
}

test.each(Object.entries(BREAKS))(
  '%s: nothing of the group is answered as recorded',
  async (_, {code, told, goesOn}) => {
    const {ledger, store, till, append, reopen} = await setUp();
    await append(2);
    const twin = till.fork();
    store.failNextWrite(code);
    const refused = await append(3);
    for (const answer of refused) {
      if (told === 'busy') expect(answer).toEqual({kind: 'busy', reason: 'diskFull'});
      else expect(isFault(answer, code)).toBe(true);
    }
    expect(ledger.end().position).toBe(2);
    expect(store.writes).toHaveLength(2); // it did strike: the group was tried

    const next = await ledger.append(accepted(twin.next())).catch(error => error);
    if (goesOn) expect(next).toMatchObject({kind: 'recorded', position: 3});
    else expect(isFault(next, code)).toBe(true);
    const again = await reopen();
    expect(again.ledger.end().position).toBe(goesOn ? 3 : 2);
  },
);

test('a broken ledger says so once, and rejects notes as it rejects appends', async () => {
  const {ledger, store, append} = await setUp();
  await append(1);
  store.failNextWrite('database/failed');
  await append(1);
  expect(isFault(await ledger.failed, 'database/failed')).toBe(true);
  await expect(ledger.raise({sink: 'gateway', position: 1})).rejects.toThrow('database/failed');
  expect(ledger.watermark('gateway')).toBe(0);
});

test('on a full disk what waits behind the group is refused with it, and lanes stand where they stood', async () => {
  const {ledger, store, till, append} = await setUp();
  await append(1);
  const tail = ledger.lane(till.journalId);
  const twin = till.fork();
  store.hold();
  store.failNextWrite('database/disk-full');
  const first = append(1);
  await new Promise(resolve => setImmediate(resolve));
  const behind = append(4);
  store.release();
  expect(await Promise.all([first, behind])).toEqual([
    Array(1).fill({kind: 'busy', reason: 'diskFull'}),
    Array(4).fill({kind: 'busy', reason: 'diskFull'}),
  ]);
  expect(ledger.lane(till.journalId)).toEqual(tail);
  expect(ledger.stats().refused.diskFull).toBe(5);
  expect(await ledger.append(accepted(twin.next()))).toMatchObject({position: 2});
});

test('a note that rode with a refused group is written without it', async () => {
  const {ledger, store, append, reopen} = await setUp();
  await append(3);
  store.failNextWrite('database/disk-full');
  await Promise.all([append(1), ledger.raise({sink: 'gateway', position: 3})]);
  expect(store.writes.map(({group}) => group !== undefined)).toEqual([true, true, false]);
  expect((await reopen()).ledger.watermark('gateway')).toBe(3);
});

test('an ack that was lost is given again: same position, nothing stored twice', async () => {
  const {ledger, reopen} = await setUp();
  const entry = lane('W07').next();
  const first = await ledger.append(accepted(entry));
  const again = await reopen();
  expect(await again.ledger.append(accepted(entry))).toEqual(first);
  expect(again.store.writes).toEqual([]);
});

test('a fork is told only once what it contradicts is durable', async () => {
  const {ledger, store, till} = await setUp();
  const twin = till.fork();
  store.hold();
  store.failNextWrite('database/disk-full');
  const refused = ledger.append(accepted(till.next()));
  const contradicting = ledger.append(accepted(twin.next({amountMinor: 1})));
  store.release();
  expect(await refused).toMatchObject({kind: 'busy'});
  expect(await contradicting).toMatchObject({kind: 'busy'});
  expect(ledger.lane(till.journalId)).toBeUndefined();
});

const flipped = (group: StoredGroup): StoredGroup => ({
  ...group,
  entries: group.entries.map((byte, at) => (at === 40 ? byte ^ 4 : byte)),
});

test('a damaged group is named by its positions, and the others are read', async () => {
  const {append, reopen, store, ledger} = await setUp();
  for (const count of [2, 3, 2]) await append(count);
  store.disk.groups = store.disk.groups.map((group, at) => (at === 1 ? flipped(group) : group));
  const groups = await recoverLedger({store, contents: await store.contents(), digest});
  expect(groups.damaged).toMatchObject({first: 3, last: 7});
  expect(groups.tail.position).toBe(2);
  await expect(reopen()).rejects.toThrow('a disk in memory');
  expect((await ledger.readAfter(5, ALL)).entries).toHaveLength(2);
});

test('a reader meets damage by name, before anything of it is decoded', async () => {
  const {append, store, ledger} = await setUp({recentGroupBytesMax: 0});
  for (const count of [2, 3, 2]) await append(count);
  store.disk.groups = store.disk.groups.map((group, at) => (at === 1 ? flipped(group) : group));
  expect((await ledger.readAfter(0, ALL)).entries).toHaveLength(2);
  const met = await ledger.readAfter(2, ALL).catch(error => error);
  expect.assert(isFault(met, 'database/corrupt'));
  expect(met.fields).toMatchObject({ledgerId: ledger.ledgerId, first: 3, last: 5});
});

test('where a full lane table is damaged, recovery begins at the one before', async () => {
  const {append, store} = await setUp({snapshotGroupsMax: 2});
  for (const count of [1, 1, 1, 1, 1, 1]) await append(count);
  const tables = store.disk.groups.map(({laneTable}) => laneTable === 'all');
  expect(tables).toEqual([false, true, false, true, false, true]);
  store.disk.groups = store.disk.groups.map((group, at) => (at === 5 ? flipped(group) : group));
  const recovered = await recoverLedger({store, contents: await store.contents(), digest});
  expect(recovered).toMatchObject({tail: {position: 5}, damaged: {first: 6, last: 6}});
  expect(recovered.lanes).toMatchObject([{sequenceNumber: 5}]);
});

test('a ledger that is not trusted from a position on ends before it', async () => {
  const {append, store} = await setUp();
  for (const count of [2, 3, 2]) await append(count);
  const contents = await store.contents();
  const recovered = await recoverLedger({store, contents, digest, distrustFrom: 4});
  expect(recovered).toMatchObject({tail: {position: 2}, damaged: {first: 3, last: 7}});
});

test('a group that is missing is damage too', async () => {
  const {append, store} = await setUp();
  for (const count of [2, 3, 2]) await append(count);
  store.disk.groups = store.disk.groups.filter((_, at) => at !== 1);
  const recovered = await recoverLedger({store, contents: await store.contents(), digest});
  expect(recovered).toMatchObject({tail: {position: 2}, damaged: {first: 3, last: 7}});
});
