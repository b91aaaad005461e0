import {existsSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync} from 'node:fs';
import type {Ledgers} from '@holdfast/ledger';
import {isFault, toHex} from '@holdfast/std';
import {openDatabase} from '@holdfast/strict-libsql';
import {drawGatewayIncarnation} from '@holdfast/wire';
import fc from 'fast-check';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {LEDGER_SCHEMA} from './ledger-schema.ts';
import {appendAll, HubDisk, laneOf} from './testing/hub-disk.ts';

const DB = 'ledger-0001.db';
const WAL = `${DB}-wal`;
const ANCHOR = `${DB}.anchor`;
const ALL = {entriesMax: 1000, bodyBytesMax: 1_000_000};

let disk: HubDisk;
beforeEach(async () => {
  disk = await HubDisk.make();
});
afterEach(() => disk.dispose());

/** Four groups of sales behind the opening entry; the anchor has seen them all. */
async function sell(ledgers: Ledgers, till = laneOf('W01')) {
  for (const count of [3, 1, 4, 2]) await appendAll(ledgers, till.take(count));
  await disk.clock.advance(100);
  expect(ledgers.stats()).toMatchObject({anchorPosition: 11, walBytes: expect.any(Number)});
  return till;
}

/** Ways to lose the end of a log without a word from the database. */
const BREAKS: Record<string, () => void> = {
  'the log is cut short': () => truncateSync(disk.path(WAL), Math.floor(disk.size(WAL) / 2)),
  'a bit of the log flips': () => disk.flipBit(WAL, Math.floor(disk.size(WAL) / 2)),
  'the log is gone': () => rmSync(disk.path(WAL)),
  'a bit of the last group flips': () => flipInLastGroup(),
};

function flipInLastGroup(): void {
  const log = readFileSync(disk.path(WAL));
  disk.flipBit(WAL, log.lastIndexOf('Candle'));
}

test.each(Object.entries(BREAKS))(
  '%s: the loss is named, nothing is renumbered, and the tills refill',
  async (broken, strike) => {
    const before = await disk.open();
    const till = await sell(before);
    const twin = laneOf('W01');
    disk.kill();
    strike();

    const ledgers = await disk.open();
    const {report, current, previous} = ledgers;
    const [old] = previous;
    expect(report).toMatchObject({opened: 'tailLost', position: 1, anchor: 'ahead'});
    expect.assert(old && report.lost);
    expect(report.lost).toMatchObject({ledgerId: old.ledgerId, anchorPosition: 11});
    expect(report.lost.lastPosition).toBeLessThan(11);
    expect(old.end().position).toBe(report.lost.lastPosition);
    if (broken !== 'the log is gone') {
      expect(existsSync(`${report.lost.evidence}/ledger-0001.db-wal`)).toBe(true);
    }

    // What the old ledger still has is read and forwarded; the lane goes on where it ends.
    const kept = (await old.readAfter(0, ALL)).entries;
    expect(kept).toHaveLength(old.end().position);
    await old.raise({sink: 'gateway', position: old.end().position});
    const tail = current.lane(till.journalId);
    const sales = twin.take(10);
    for (const entry of sales) {
      const [answer] = await appendAll(ledgers, [entry]);
      const {sequenceNumber} = entry.header;
      if (sequenceNumber > (tail?.sequenceNumber ?? 0)) {
        expect(answer).toMatchObject({kind: 'recorded', ledgerId: current.ledgerId});
      } else {
        expect(answer).toMatchObject({kind: 'recorded', ledgerId: old.ledgerId});
      }
    }
    expect(current.lane(till.journalId)?.entryHash).toEqual(sales.at(-1)?.entryHash);

    // And once begun, it is the ledger: the old one is looked at no more.
    const end = current.end();
    await ledgers.close();
    const again = await disk.open();
    expect(again.report).toMatchObject({opened: 'existing', anchor: 'agrees', lost: undefined});
    expect(again.current.end()).toEqual(end);
    expect(again.previous.map(ledger => ledger.end())).toEqual([old.end()]);
    expect(again.previous[0]?.watermark('gateway')).toBe(old.end().position);
  },
);

test('killed between commit and anchor: all is there, and nothing is called lost', async () => {
  const before = await disk.open();
  const till = await sell(before);
  await appendAll(before, till.take(5));
  expect(before.stats().anchorPosition).toBe(11); // it lags
  disk.kill();
  const {report, current} = await disk.open();
  expect(report).toMatchObject({opened: 'existing', position: 16, anchor: 'agrees'});
  expect((await current.readAfter(0, ALL)).entries).toHaveLength(16);
});

test('killed before the first anchor: nothing is called lost', async () => {
  const before = await disk.open();
  await appendAll(before, laneOf('W01').take(2));
  disk.kill();
  rmSync(disk.path(ANCHOR));
  const {report} = await disk.open();
  expect(report).toMatchObject({opened: 'existing', position: 3, anchor: 'missing'});
});

test.each(['damaged', 'missing'])(
  'an anchor that is %s is reported, and made anew',
  async state => {
    const before = await disk.open();
    await sell(before);
    disk.kill();
    if (state === 'missing') rmSync(disk.path(ANCHOR));
    else writeFileSync(disk.path(ANCHOR), Buffer.alloc(8192, 'x'));
    const ledgers = await disk.open();
    expect(ledgers.report).toMatchObject({opened: 'existing', position: 11, anchor: state});
    await disk.clock.advance(100);
    expect(ledgers.stats().anchorPosition).toBe(11);
    disk.kill();
    expect((await disk.open()).report).toMatchObject({opened: 'existing', anchor: 'agrees'});
  },
);

test('one damaged slot of the anchor is what the other is for', async () => {
  const before = await disk.open();
  await sell(before);
  disk.kill();
  disk.flipBit(ANCHOR, 40);
  expect((await disk.open()).report).toMatchObject({opened: 'existing', anchor: 'agrees'});
});

test('killed after a new ledger was made and before it was founded: it is founded then', async () => {
  const before = await disk.open();
  await sell(before);
  disk.kill();
  rmSync(disk.path(WAL));
  openDatabase({path: disk.path('ledger-0002.db'), schema: LEDGER_SCHEMA, mode: 'create'}).close();
  const {report, previous} = await disk.open();
  expect(report).toMatchObject({opened: 'tailLost', position: 1});
  expect(previous).toHaveLength(1);
  expect(existsSync(disk.path('ledger-0003.db'))).toBe(false);
});

test('a file that lost even its founding is a ledger that was lost, not a first start', async () => {
  const before = await disk.open();
  await sell(before);
  disk.kill();
  rmSync(disk.path(DB));
  rmSync(disk.path(WAL));
  openDatabase({path: disk.path(DB), schema: LEDGER_SCHEMA, mode: 'create'}).close();
  const {report} = await disk.open();
  expect(report).toMatchObject({opened: 'tailLost', lost: {anchorPosition: 11, lastPosition: 0}});
});

test('a file that is gone is a ledger that was lost, as its anchor tells', async () => {
  const before = await disk.open();
  await sell(before);
  const {ledgerId} = before.current;
  disk.kill();
  for (const name of [DB, WAL]) rmSync(disk.path(name));
  const {report, current} = await disk.open();
  expect(report).toMatchObject({
    opened: 'tailLost',
    unreadable: [{number: 1, code: 'database/missing'}],
    lost: {ledgerId, lastPosition: 0, anchorPosition: 11},
  });
  const [opening] = (await current.readAfter(0, ALL)).entries;
  expect(Buffer.from(opening?.entry.body ?? []).toString()).toContain(ledgerId);
});

test('a file of which nothing can be read is kept, and a new ledger begins', async () => {
  const before = await disk.open();
  await sell(before);
  const {ledgerId} = before.current;
  await before.close();
  disk.kill();
  writeFileSync(disk.path(DB), Buffer.alloc(4096, 'x'));
  const {report, previous} = await disk.open();
  expect(report).toMatchObject({
    opened: 'tailLost',
    unreadable: [{number: 1, code: 'database/corrupt'}],
    lost: {ledgerId, lastPosition: 0, anchorPosition: 11},
  });
  expect(previous).toEqual([]);
  expect(readFileSync(disk.path(DB))).toEqual(Buffer.alloc(4096, 'x'));
});

test('where head office holds another history, a new ledger takes over what stands beyond', async () => {
  const before = await disk.open();
  const till = await sell(before);
  const end = before.current.end();
  await before.close();
  const distrust = {ledgerId: before.current.ledgerId, position: 6};
  const {report, current, previous, close} = await reopen({distrust});
  expect(report).toMatchObject({opened: 'diverged', position: 1, lost: {lastPosition: 5}});
  expect(previous.map(ledger => ledger.end().position)).toEqual([5]);
  expect(end.position).toBe(11);
  expect(current.end().position).toBe(7); // its opening, and the six beyond
  expect(current.lane(till.journalId)).toMatchObject({sequenceNumber: 10});
  await close();
  const again = await reopen();
  expect(again.report).toMatchObject({opened: 'existing', position: 7});
  expect(again.previous.map(ledger => ledger.end().position)).toEqual([5]);
});

test('where head office holds more than a disk that was put back, a new ledger begins, and goes on', async () => {
  const before = await disk.open();
  const till = await sell(before);
  const {ledgerId} = before.current;
  const end = before.current.end().position;
  await before.close();
  // All that is here is common: nothing of it is to be taken back.
  const {report, current, previous, close} = await reopen({
    distrust: {ledgerId, position: end + 1},
  });
  expect(report).toMatchObject({opened: 'tailLost', position: 1, lost: {lastPosition: end}});
  expect(previous.map(ledger => ledger.end().position)).toEqual([end]);
  expect(current.ledgerId).not.toBe(ledgerId);
  expect(current.lane(till.journalId)).toMatchObject({sequenceNumber: 10});
  await close();
  const again = await reopen({distrust: {ledgerId, position: end + 1}});
  expect(again.report).toMatchObject({opened: 'existing', position: 1});
});

test('where head office went back behind where a lane began, a new ledger takes the lane again', async () => {
  const before = await disk.open();
  const [one, two] = [laneOf('W01'), laneOf('W02')];
  const sales = one.take(8);
  const {journalId} = one;
  const held = async ({current}: Ledgers, sequenceNumber: number, incarnation: number) => {
    const {header, entryHash} = sales[sequenceNumber - 1] ?? expect.fail('it was sold');
    await current.keepHeldStatement({
      ...{retailStoreId: header.retailStoreId, workstationId: header.workstationId},
      ...{journalId, sequenceNumber, entryHash, issuedAtMs: incarnation},
      gatewayIncarnation: drawGatewayIncarnation({
        bytes: length => new Uint8Array(length).fill(incarnation),
      }),
      signature: new Uint8Array(64),
    });
  };
  await held(before, 5, 1); // a blank hub begins there
  await appendAll(before, sales.slice(5));
  await appendAll(before, two.take(2));
  await held(before, 2, 2);
  const missing = (after: number, upTo: number) =>
    before.current.firstMissing({journalId, after, upTo});
  expect(await missing(2, 8)).toBe(3);
  expect(await missing(5, 8)).toBeUndefined();
  await before.close();

  const after = await reopen({refill: [journalId]});
  expect(after.report).toMatchObject({opened: 'diverged', position: 1, lost: undefined});
  expect(after.previous.map(ledger => ledger.end().position)).toEqual([6]);
  expect(after.current.lane(journalId)).toMatchObject({sequenceNumber: 2, known: 'base'});
  expect(after.current.lane(two.journalId)).toMatchObject({sequenceNumber: 2, known: 'recorded'});
  const again = await appendAll(after, sales.slice(2));
  expect(again.map(answer => answer.kind === 'recorded' && answer.ledgerId)).toEqual(
    Array(6).fill(after.current.ledgerId),
  );
  await after.close();
  const {report, current} = await reopen();
  expect(report).toMatchObject({opened: 'existing', position: 7});
  expect(current.lane(journalId)).toMatchObject({sequenceNumber: 8});
});

test('killed while it takes over, a hub goes on with it at the next start', async () => {
  const before = await disk.open();
  const till = await sell(before);
  await before.close();
  const distrust = {ledgerId: before.current.ledgerId, position: 3};
  await reopen({distrust});
  disk.kill();
  const file = openDatabase({
    path: disk.path('ledger-0002.db'),
    schema: LEDGER_SCHEMA,
    mode: 'create',
  });
  file.write(() => {
    file.run('DELETE FROM commit_group WHERE first > 1');
    file.run('DELETE FROM watermark');
  });
  file.close();
  rmSync(disk.path('ledger-0002.db.anchor'));
  const {report, current} = await reopen();
  expect(report).toMatchObject({opened: 'existing', position: 1});
  expect(current.lane(till.journalId)).toMatchObject({sequenceNumber: 10});
});

test('damage far from the end is met by its reader; cut off when told so, the tills refill it', async () => {
  const before = await disk.open();
  const [one, two] = [laneOf('W01'), laneOf('W02')];
  const sales = [one.next(), one.next({amountMinor: 424_242}), one.next()];
  for (const entry of sales) await appendAll(before, [entry]);
  for (const entry of two.take(70)) await appendAll(before, [entry]);
  await before.close();
  disk.flipBit(DB, readFileSync(disk.path(DB)).indexOf('424242'));

  const running = await disk.open();
  expect(running.report.opened).toBe('existing');
  expect((await running.current.readAfter(0, ALL)).entries).toHaveLength(2);
  const met = await running.current.readAfter(2, ALL).catch(error => error);
  expect.assert(isFault(met, 'database/corrupt'));
  expect(met.fields).toMatchObject({first: 3, last: 3});
  await running.close();

  const distrust = {ledgerId: running.current.ledgerId, position: 3, because: 'damaged'} as const;
  const {current, report, ledgers} = await reopen({distrust});
  expect(report.opened).toBe('tailLost');
  expect(current.lane(two.journalId)).toMatchObject({sequenceNumber: 70}); // carried over
  expect(current.lane(one.journalId)).toMatchObject({sequenceNumber: 1}); // asked of the till
  const refilled = await appendAll(ledgers, sales.slice(1));
  expect(refilled.map(({kind}) => kind)).toEqual(['recorded', 'recorded']);
});

test('without an index sales go on: old entries are busy, and searches say why', async () => {
  const before = await disk.open();
  const first = laneOf('W01').next();
  const till = await sell(before);
  await before.close();
  rmSync(disk.path('index.db'));
  mkdirSync(disk.path('index.db'));
  const {current, ledgers} = await reopen();
  expect((await appendAll(ledgers, [till.next()]))[0]).toMatchObject({kind: 'recorded'});
  expect((await appendAll(ledgers, [first]))[0]).toEqual({
    kind: 'busy',
    reason: 'indexBehind',
  });
  await expect(ledgers.index.searchTransactions({limit: 1})).rejects.toThrow('database/');
  expect(current.end().position).toBe(12);
});

async function reopen(more: Parameters<HubDisk['open']>[0] = {}) {
  const ledgers = await disk.open(more);
  const {current, previous, report} = ledgers;
  return {ledgers, current, previous, report, close: () => ledgers.close()};
}

test('a bit that flips anywhere in the file changes nothing that is answered, or is named', async () => {
  const before = await disk.open();
  await sell(before);
  const whole = (await before.current.readAfter(0, ALL)).entries;
  await before.close();
  disk.kill();
  const [bytes, met] = [readFileSync(disk.path(DB)), {same: 0, named: 0, lost: 0, unreadable: 0}];
  for (let at = 16; at < bytes.length; at += 397) {
    writeFileSync(disk.path(DB), bytes);
    for (const other of ['ledger-0002.db', 'ledger-0002.db.anchor', 'index.db']) {
      rmSync(disk.path(other), {force: true});
    }
    disk.flipBit(DB, at);
    const ledgers = await disk.open();
    const {report, previous, current} = ledgers;
    const reader = report.opened === 'existing' ? current : previous[0];
    if (!reader) met.unreadable += 1;
    else {
      const read = await reader.readAfter(0, ALL).catch(error => error);
      if (isFault(read, 'database/corrupt')) met.named += 1;
      else {
        expect(read.entries).toEqual(whole.slice(0, read.entries.length));
        if (read.entries.length === whole.length) met.same += 1;
        else met.lost += 1;
      }
    }
    await ledgers.close();
  }
  expect(met.same).toBeGreaterThan(0); // free space
  expect(met.lost + met.named).toBeGreaterThan(0); // and it did strike
});

test('whatever the batches, checkpoints and kills: what was answered is there, in order', async () => {
  const step = fc.oneof(
    {weight: 5, arbitrary: fc.record({lane: fc.nat(2), count: fc.integer({min: 1, max: 6})})},
    {weight: 2, arbitrary: fc.constant('kill' as const)},
    {weight: 1, arbitrary: fc.constant('quiet' as const)},
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, {minLength: 4, maxLength: 12}), async steps => {
      const storm = await HubDisk.make();
      let ledgers = await storm.open();
      const tills = [0, 1, 2].map(at => laneOf(`W0${at}`));
      const answered: string[] = [];
      for (const next of steps) {
        if (next === 'kill') {
          storm.kill();
          ledgers = await storm.open();
          expect(ledgers.report.opened).toBe('existing');
        } else if (next === 'quiet') await storm.clock.advance(600);
        else {
          const entries = tills[next.lane]?.take(next.count) ?? [];
          const outcomes = await appendAll(ledgers, entries);
          for (const outcome of outcomes) expect(outcome.kind).toBe('recorded');
          answered.push(...entries.map(({entryHash}) => toHex(entryHash)));
        }
      }
      storm.kill();
      const {current} = await storm.open();
      const {entries} = await current.readAfter(1, ALL);
      expect(entries.map(({line}) => toHex(line.entryHash))).toEqual(answered);
      await storm.dispose();
    }),
    {numRuns: 12},
  );
});
