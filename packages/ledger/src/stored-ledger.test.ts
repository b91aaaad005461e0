import {nodeDigest} from '@holdfast/platform-node';
import {Turns} from '@holdfast/std';
import type {VirtualClock} from '@holdfast/std/testing';
import {SeededRandom} from '@holdfast/std/testing';
import {drawGatewayIncarnation, headAfter, type SignedHeldStatement} from '@holdfast/wire';
import {expect, test} from 'vitest';
import {accepted, openMemoryLedger, TestLane} from './testing.ts';

const digest = nodeDigest;
const lane = (workstationId: string) => new TestLane({digest, workstationId});

test('an entry is recorded at the next position, and read back byte for byte', async () => {
  const {ledger} = await openMemoryLedger({digest});
  const [first, second] = [lane('W01').next(), lane('W02').next({amountMinor: 12_00})];
  const outcomes = await Promise.all([first, second].map(entry => ledger.append(accepted(entry))));
  expect(outcomes).toMatchObject([
    {kind: 'recorded', position: 1},
    {kind: 'recorded', position: 2},
  ]);
  const {entries, headBefore} = await ledger.readAfter(0, {entriesMax: 10, bodyBytesMax: 9999});
  expect(entries.map(({entry}) => entry)).toEqual([first, second]);
  expect(entries.reduce((head, {line}) => headAfter(digest, head, line), headBefore)).toEqual(
    ledger.end().head,
  );
});

test('nothing is answered before the sync that covers it', async () => {
  const {ledger, store} = await openMemoryLedger({digest});
  store.hold();
  let answered = false;
  const appended = ledger.append(accepted(lane('W01').next())).then(() => {
    answered = true;
  });
  await new Promise(resolve => setImmediate(resolve));
  expect(store.writes).toHaveLength(1);
  expect([answered, ledger.end().position]).toEqual([false, 0]);
  store.release();
  await appended;
  expect(ledger.end().position).toBe(1);
});

test('what arrives while one group is syncing is the next group, with one sync', async () => {
  const {ledger, store} = await openMemoryLedger({digest});
  const [one, two] = [lane('W01'), lane('W02')];
  store.hold();
  const first = ledger.append(accepted(one.next()));
  await new Promise(resolve => setImmediate(resolve));
  const rest = [...one.take(3), ...two.take(4)].map(entry => ledger.append(accepted(entry)));
  store.release();
  await Promise.all([first, ...rest]);
  expect(store.disk.groups.map(({first, last}) => [first, last])).toEqual([
    [1, 1],
    [2, 8],
  ]);
  expect(ledger.stats()).toMatchObject({entries: 8, groups: 2, syncs: 2});
});

test('a lane is decided by its tail', async () => {
  const {ledger} = await openMemoryLedger({digest});
  const till = lane('W01');
  const [first, second] = [till.next(), till.next()];
  const twin = till.fork();
  const third = till.next();
  for (const entry of [first, second, third]) await ledger.append(accepted(entry));

  const ahead = till.take(2)[1];
  expect(ahead && (await ledger.append(accepted(ahead)))).toEqual({
    kind: 'outOfOrder',
    expectedSequenceNumber: 4,
    lastEntryHash: third.entryHash,
  });
  expect(await ledger.append(accepted(second))).toMatchObject({kind: 'recorded', position: 2});
  const other = twin.next({amountMinor: 1});
  expect(await ledger.append(accepted(other))).toEqual({
    kind: 'forked',
    recordedEntryHash: third.entryHash,
  });
  expect(await ledger.append(accepted(twin.next()))).toEqual({
    kind: 'forked',
    recordedEntryHash: third.entryHash,
  });
});

test('a duplicate of what is still syncing waits for the same sync', async () => {
  const {ledger, store} = await openMemoryLedger({digest});
  const entry = lane('W01').next();
  store.hold();
  const answers = [ledger.append(accepted(entry)), ledger.append(accepted(entry))];
  await new Promise(resolve => setImmediate(resolve));
  expect(ledger.end().position).toBe(0);
  store.release();
  const [first, second] = await Promise.all(answers);
  expect(second).toEqual(first);
  expect(store.writes).toHaveLength(1);
});

test('after a restart an old entry is recorded where it was, or forked, once it is indexed', async () => {
  const before = await openMemoryLedger({digest});
  const till = lane('W01');
  const twin = till.fork();
  const entries = till.take(3);
  for (const entry of entries) await before.ledger.append(accepted(entry));
  const {ledger} = await before.reopen();
  const [first] = entries;
  expect(first && (await ledger.append(accepted(first)))).toMatchObject({position: 1});
  expect(await ledger.append(accepted(twin.next({amountMinor: 5})))).toMatchObject({
    kind: 'forked',
    recordedEntryHash: first?.entryHash,
  });
  expect(await ledger.append(accepted(till.next()))).toMatchObject({position: 4});
});

test('an old entry that only the index could tell is busy until the index has it', async () => {
  const opened = await openMemoryLedger({digest, limits: {recentEntriesMax: 1}});
  const {ledger} = opened;
  const [first, ...rest] = lane('W01').take(3);
  for (const entry of [first, ...rest]) if (entry) await ledger.append(accepted(entry));
  expect(first && (await ledger.append(accepted(first)))).toEqual({
    kind: 'busy',
    reason: 'indexBehind',
  });
  await opened.index();
  expect(first && (await ledger.append(accepted(first)))).toMatchObject({position: 1});
});

test('recordedAtMs never falls, whatever the clock does', async () => {
  const opened = await openMemoryLedger({digest});
  const clock = opened.clock as VirtualClock;
  const till = lane('W01');
  await opened.ledger.append(accepted(till.next()));
  clock.wallOffsetMs -= 86_400_000;
  await opened.ledger.append(accepted(till.next()));
  const {ledger} = await opened.reopen();
  await ledger.append(accepted(till.next()));
  const {entries} = await ledger.readAfter(0, {entriesMax: 9, bodyBytesMax: 99_999});
  expect(new Set(entries.map(({line}) => line.recordedAtMs)).size).toBe(1);
});

test('a full queue says busy, and what it holds is recorded', async () => {
  const {ledger, store} = await openMemoryLedger({digest, limits: {queueEntriesMax: 2}});
  store.hold();
  const till = lane('W01');
  const first = ledger.append(accepted(till.next()));
  await new Promise(resolve => setImmediate(resolve));
  const waiting = till.take(2).map(entry => ledger.append(accepted(entry)));
  expect(await ledger.append(accepted(till.next()))).toEqual({kind: 'busy', reason: 'queueFull'});
  store.release();
  expect(await Promise.all([first, ...waiting])).toMatchObject([
    {position: 1},
    {position: 2},
    {position: 3},
  ]);
  expect(ledger.stats().refused.queueFull).toBe(1);
});

test('a held statement is the base of a lane this hub knows nothing of', async () => {
  const opened = await openMemoryLedger({digest});
  const {ledger} = opened;
  const till = lane('W01');
  const elsewhere = till.take(3);
  const last = elsewhere.at(-1);
  expect.assert(last);
  const statement: SignedHeldStatement = {
    retailStoreId: '017',
    workstationId: 'W01',
    journalId: till.journalId,
    sequenceNumber: 3,
    entryHash: last.entryHash,
    gatewayIncarnation: drawGatewayIncarnation(new SeededRandom(1)),
    issuedAtMs: 1,
    signature: new Uint8Array(64),
  };
  await ledger.keepHeldStatement(statement);
  expect(ledger.lane(till.journalId)).toMatchObject({sequenceNumber: 3, known: 'base'});
  for (const entry of elsewhere) {
    expect(await ledger.append(accepted(entry))).toEqual({kind: 'held', statement});
  }
  const next = till.next();
  expect(await ledger.append(accepted(next))).toMatchObject({kind: 'recorded', position: 1});
  const again = await opened.reopen();
  expect(again.ledger.lane(till.journalId)).toMatchObject({sequenceNumber: 4, known: 'recorded'});
  expect(again.ledger.heldStatement(till.journalId)).toEqual(statement);
});

test('a watermark never lowers, and survives', async () => {
  const opened = await openMemoryLedger({digest});
  for (const entry of lane('W01').take(5)) await opened.ledger.append(accepted(entry));
  await opened.ledger.raise({sink: 'gateway', position: 4});
  await opened.ledger.raise({sink: 'gateway', position: 2});
  expect(opened.ledger.watermark('gateway')).toBe(4);
  const {ledger} = await opened.reopen();
  expect([ledger.watermark('gateway'), ledger.watermark('usb')]).toEqual([4, 0]);
});

test('a group that a reader takes in pieces is read and proved once', async () => {
  const memory = await openMemoryLedger({digest});
  const till = lane('W01');
  await Promise.all(till.take(40).map(entry => memory.ledger.append(accepted(entry))));
  const {ledger, store} = await memory.reopen();
  const before = store.reads.length;
  for (const position of [0, 10, 20, 30]) {
    const limits = {entriesMax: 10, bodyBytesMax: 99_999};
    const {entries, headBefore} = await ledger.readAfter(position, limits);
    expect(entries.map(({line}) => line.position)[0]).toBe(position + 1);
    const head = await ledger.headAt(position + 5);
    const lines = entries.slice(0, 5).map(({line}) => line);
    expect(lines.reduce((at, line) => headAfter(digest, at, line), headBefore)).toEqual(head);
  }
  expect(store.reads.length - before).toBe(1);
});

test('a large group is proved a few entries at a time: others get their turn in between', async () => {
  const work = {hashed: 0, most: 0, turns: 0};
  const counting = {
    sha256: (bytes: Uint8Array) => {
      work.hashed += 1;
      return nodeDigest.sha256(bytes);
    },
  };
  const {ledger, store} = await openMemoryLedger({digest: counting});
  await Promise.all(
    lane('W01')
      .take(400)
      .map(entry => ledger.append(accepted(entry))),
  );
  expect(store.disk.groups.some(({first, last}) => last - first > 300)).toBe(true);
  const sleep = async () => {
    work.turns += 1;
    work.most = Math.max(work.most, work.hashed);
    work.hashed = 0;
  };
  work.hashed = 0;
  const turns = new Turns({sleep}, 10);
  const {entries} = await ledger.readAfter(0, {entriesMax: 400, bodyBytesMax: 1e9, turns});
  expect(entries).toHaveLength(400);
  expect(work.turns).toBe(40);
  expect(work.most).toBeLessThanOrEqual(10 * 3 + 9); // each entry's three, and a group's own
});
