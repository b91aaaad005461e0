import {nodeDigest} from '@holdfast/platform-node';
import {silentLog} from '@holdfast/std';
import {VirtualClock} from '@holdfast/std/testing';
import {expect, test} from 'vitest';
import {IndexFeeder} from './index-feeder.ts';
import {LEDGER_LIMITS} from './limits.ts';
import {accepted, MemoryLedgerIndex, openMemoryLedger, TestLane} from './testing.ts';

const digest = nodeDigest;

test('growth is indexed behind the appends, until the feeder is stopped', async () => {
  const clock = new VirtualClock();
  const {ledger} = await openMemoryLedger({digest, clock});
  const index = new MemoryLedgerIndex(digest);
  const parts = {index, clock, log: silentLog, limits: LEDGER_LIMITS};
  const feeder = new IndexFeeder({sources: [ledger], ...parts});
  ledger.grown.subscribe(() => feeder.notify());
  const stop = new AbortController();
  const running = feeder.run(stop.signal);
  const till = new TestLane({digest, workstationId: 'W01'});
  for (const entry of till.take(3)) await ledger.append(accepted(entry));
  await clock.advance(LEDGER_LIMITS.indexEveryMs);
  expect(index.indexed(ledger.ledgerId)).toBe(3);
  stop.abort();
  await running;
});

test('what the door has read is indexed without reading it again, and the rest from the ledger', async () => {
  const {ledger, clock} = await openMemoryLedger({digest});
  const index = new MemoryLedgerIndex(digest);
  const feeder = new IndexFeeder({
    sources: [ledger],
    index,
    clock,
    log: silentLog,
    limits: LEDGER_LIMITS,
  });
  const till = new TestLane({digest, workstationId: 'W01'});
  const described = {
    receiptNumber: 'as the door said',
    businessDayDate: '2026-03-14',
    amountMinor: 1,
    currencyCode: 'EUR',
    salesMinor: 1,
    ...{hour: 9, itemIds: [], tenders: []},
  };
  for (const read of [false, true, true, false, true]) {
    await ledger.append({...accepted(till.next()), ...(read ? {described} : {})});
    await feeder.catchUp(new AbortController().signal);
  }
  expect(index.indexed(ledger.ledgerId)).toBe(5);
  const told = await index.searchTransactions({receiptNumber: 'as the door said', limit: 9});
  expect(told.map(({position}) => position)).toEqual([5, 3, 2]);
  expect(await index.searchTransactions({limit: 9})).toHaveLength(5);
});

test('what cannot be read is passed over and named, and all around it is indexed', async () => {
  const {ledger, store, clock} = await openMemoryLedger({digest, limits: {recentGroupBytesMax: 0}});
  const till = new TestLane({digest, workstationId: 'W01'});
  for (const count of [2, 7, 3, 1]) {
    await Promise.all(till.take(count).map(entry => ledger.append(accepted(entry))));
  }
  store.disk.groups = store.disk.groups.filter((_, at) => at !== 1);
  const index = new MemoryLedgerIndex(digest);
  const said: unknown[] = [];
  const log = {...silentLog, error: (event: string, fields = {}) => said.push({event, ...fields})};
  const feeder = new IndexFeeder({sources: [ledger], index, clock, log, limits: LEDGER_LIMITS});
  await feeder.catchUp(new AbortController().signal);
  expect(index.indexed(ledger.ledgerId)).toBe(13);
  expect(said).toMatchObject([{event: 'ledger.damaged', first: 3, last: 9}]);
  const found = await index.searchTransactions({limit: 99});
  expect(found.map(({position}) => position)).toEqual([13, 12, 11, 10, 2, 1]);
});
