import {businessDayDateSchema, encodeTransaction, type TenderType} from '@holdfast/domain';
import {returnDraft, saleDraft} from '@holdfast/domain/testing';
import {type Digest, toBase64Url, utf8Encode} from '@holdfast/std';
import {
  dispositionDecidedSchema,
  ENTRY_KINDS,
  encodeHubBody,
  GENESIS_HASH,
  HUB_WORKSTATION,
  type JournalEntry,
  type LedgerId,
  ledgerIdSchema,
  makeEntry,
  transactionKeyOf,
} from '@holdfast/wire';
import {afterEach, describe, expect, test} from 'vitest';
import {touchedBy} from '../durable-lanes.ts';
import {closeGroup, type LedgerTail, openGroup, type UnplacedEntry} from '../group.ts';
import {indexRowOf} from '../index-row.ts';
import type {LedgerIndex, StoredGroup} from '../ports.ts';
import type {TransactionQuery} from '../search.ts';
import {accepted, TestLane} from '../testing/test-lane.ts';

/** An index under test, and its disk. */
export interface IndexUnderTest {
  readonly index: LedgerIndex;
  dispose(): Promise<void>;
}

const OLD: LedgerId = ledgerIdSchema.parse(`${'A'.repeat(32)}.${'B'.repeat(16)}`);
const NEW: LedgerId = ledgerIdSchema.parse(`${'A'.repeat(32)}.${'C'.repeat(16)}`);
const DAY = '2026-03-14';

/** What every index of a hub's ledgers promises. */
export function ledgerIndexAcceptance(
  name: string,
  setup: {readonly digest: Digest; readonly make: () => Promise<IndexUnderTest>},
): void {
  const {digest, make} = setup;
  let made: IndexUnderTest | undefined;
  const open = async () => {
    made = await make();
    return made.index;
  };
  const groupOf = (entries: readonly UnplacedEntry[], tail: LedgerTail = EMPTY) =>
    closeGroup(digest, {
      tail,
      entries,
      laneTable: 'all',
      lanes: [...touchedBy(entries).values()],
    });
  const lane = (workstationId: string) => new TestLane({digest, workstationId});

  describe(name, () => {
    afterEach(async () => {
      await made?.dispose();
      made = undefined;
    });

    test('an entry is found by its place in its journal, once its group was added', async () => {
      const index = await open();
      const till = lane('W01');
      const [first, second] = [till.next(), till.next()];
      const {group} = groupOf([first, second].map(line));
      expect(await index.find(second.header)).toBeUndefined();
      await index.add({ledgerId: OLD, groups: [group]});
      expect(index.indexed(OLD)).toBe(2);
      expect(await index.find(second.header)).toMatchObject({
        ledgerId: OLD,
        position: 2,
        entryHash: second.entryHash,
      });
      expect(await index.find(lane('W02').next().header)).toBeUndefined();
    });

    test('entries that a door has read already are indexed as those in a group are', async () => {
      const index = await open();
      const till = lane('W01');
      const [first, second] = [till.next({amountMinor: 500}), till.next({amountMinor: 70})];
      const group = openGroup(digest, {ledgerId: OLD, group: groupOf([line(first)]).group});
      const [read] = group.entries.map(entry => indexRowOf(entry));
      const row = {...indexRowOf(placed(second, 2)), decides: undefined};
      await index.addRows({ledgerId: OLD, rows: [read ?? row, row]});
      expect(index.indexed(OLD)).toBe(2);
      expect(await index.find(second.header)).toMatchObject({ledgerId: OLD, position: 2});
      expect(await index.dayTotals({businessDayDate: DAY})).toMatchObject([
        {workstationId: 'W01', transactions: 2, amountMinor: 570},
      ]);
      // A group that begins before the end of the index adds nothing twice.
      const {group: both} = groupOf([first, second, till.next()].map(line));
      await index.add({ledgerId: OLD, groups: [both]});
      expect(await index.dayTotals({businessDayDate: DAY})).toMatchObject([{transactions: 3}]);
    });

    test('adding twice is adding once', async () => {
      const index = await open();
      const {group} = groupOf([lane('W01').next({amountMinor: 500})].map(line));
      await index.add({ledgerId: OLD, groups: [group]});
      await index.add({ledgerId: OLD, groups: [group]});
      expect(await index.dayTotals({businessDayDate: DAY})).toMatchObject([{transactions: 1}]);
    });

    test('what is forgotten is found no more, and what a later ledger has too still is', async () => {
      const index = await open();
      const [gone, again, left] = [lane('W01').next(), lane('W02').next(), lane('W03').next()];
      const first = groupOf([gone, again].map(line));
      const second = groupOf([left].map(line), first.tail);
      await index.add({ledgerId: OLD, groups: [first.group, second.group]});
      await index.add({ledgerId: NEW, groups: [groupOf([again].map(line)).group]});
      await index.forget({ledgerId: OLD, upTo: 2});
      expect(await index.find(gone.header)).toBeUndefined();
      expect(await index.find(again.header)).toMatchObject({ledgerId: NEW, position: 1});
      expect(await index.find(left.header)).toMatchObject({ledgerId: OLD, position: 3});
      expect([index.indexed(OLD), index.indexed(NEW)]).toEqual([3, 1]);
      expect(await index.searchTransactions({limit: 9})).toHaveLength(2);
    });

    test('an entry that a later ledger has too is found there, and counted once', async () => {
      const index = await open();
      const sale = lane('W01').next({amountMinor: 500});
      const other = lane('W02').next();
      await index.add({ledgerId: OLD, groups: [groupOf([sale].map(line)).group]});
      await index.add({ledgerId: NEW, groups: [groupOf([other, sale].map(line)).group]});
      expect(await index.find(sale.header)).toMatchObject({ledgerId: NEW, position: 2});
      expect(await index.dayTotals({businessDayDate: DAY})).toMatchObject([
        {workstationId: 'W01', transactions: 1, amountMinor: 500},
        {workstationId: 'W02', transactions: 1},
      ]);
    });

    test('a run of entries ends where the next one of the journal is not indexed', async () => {
      const index = await open();
      const [one, two] = [lane('W01'), lane('W02')];
      const sales = [1, 2, 3, 4, 5].map(() => one.next());
      const there = [...sales.filter((_, at) => at !== 2), two.next()];
      await index.add({ledgerId: OLD, groups: [groupOf(there.map(line)).group]});
      const {journalId} = one;
      const runs = [1, 2, 3, 4, 5, 6].map(sequenceNumber =>
        index.runEnd({journalId, sequenceNumber}),
      );
      expect(await Promise.all(runs)).toEqual([2, 2, undefined, 5, 5, undefined]);
    });

    test('a transaction is found by receipt number, day, workstation and amount', async () => {
      const index = await open();
      const [one, two] = [lane('W01'), lane('W02')];
      const sales = [100, 200, 300].map(amountMinor => one.next({amountMinor}));
      const others = [200, 400].map(amountMinor => two.next({amountMinor}));
      await index.add({ledgerId: OLD, groups: [groupOf([...sales, ...others].map(line)).group]});
      const positions = async (
        query: Omit<Parameters<typeof index.searchTransactions>[0], 'limit'>,
      ) => (await index.searchTransactions({...query, limit: 9})).map(({position}) => position);
      const [found] = await index.searchTransactions({workstationId: 'W01', limit: 1});
      expect(found).toMatchObject({
        ledgerId: OLD,
        position: 3,
        key: transactionKeyOf(sales[2]?.header ?? one.next().header),
        amountMinor: 300,
        currencyCode: 'EUR',
        businessDayDate: DAY,
        quarantined: false,
      });
      expect(await positions({receiptNumber: found?.receiptNumber ?? ''})).toEqual([3]);
      expect(await positions({receiptNumber: 'no such thing'})).toEqual([]);
      expect(await positions({amountMinor: 200})).toEqual([4, 2]);
      expect(await positions({amountMinor: 200, workstationId: 'W01'})).toEqual([2]);
      expect(await positions({businessDayDate: DAY})).toEqual([5, 4, 3, 2, 1]);
      expect(await positions({businessDayDate: '2026-03-15'})).toEqual([]);
      expect(await positions({})).toEqual([5, 4, 3, 2, 1]);
    });

    test('returns are found from a day on, and sales of that day are not', async () => {
      const index = await open();
      const till = lane('W01');
      const back = (amountMinor: number) =>
        till.next({body: encodeTransaction(returnDraft(amountMinor, {receiptNumber: 'R1'}))});
      const entries = [till.next(), back(40), till.next({amountMinor: 300}), back(1)];
      await index.add({ledgerId: OLD, groups: [groupOf(entries.map(line)).group]});
      const since = async (returnsSince: string) =>
        (await index.searchTransactions({returnsSince, limit: 9})).map(({position}) => position);
      expect(await since(DAY)).toEqual([4, 2]);
      expect(await since('2026-03-13')).toEqual([4, 2]);
      expect(await since('2026-03-15')).toEqual([]);
    });

    test('a transaction is found by item, by tender and by days, and a page begins where one ended', async () => {
      const index = await open();
      const till = lane('W01');
      const sold = (itemId: string, tenderType: TenderType, businessDayDate: string) => {
        const draft = saleDraft([500]);
        const lineItems = draft.lineItems.map(one => {
          if (one.kind === 'Sale') return {...one, itemId};
          return one.kind === 'Tender' ? {...one, tenderType} : one;
        });
        const day = businessDayDateSchema.parse(businessDayDate);
        return till.next({
          body: encodeTransaction({...draft, lineItems, businessDayDate: day}),
        });
      };
      const sales = [
        sold('690100', 'cash', '2026-03-13'),
        sold('6901', 'cash', '2026-03-14'),
        sold('6901', 'creditDebit', '2026-03-15'),
      ];
      await index.add({ledgerId: OLD, groups: [groupOf(sales.map(line)).group]});
      const positions = async (query: Omit<TransactionQuery, 'limit'>) =>
        (await index.searchTransactions({...query, limit: 9})).map(({position}) => position);
      expect(await positions({itemId: '6901'})).toEqual([3, 2]);
      expect(await positions({itemId: '690'})).toEqual([]);
      expect(await positions({tenderType: 'cash'})).toEqual([2, 1]);
      expect(await positions({tenderType: 'cash', itemId: '6901'})).toEqual([2]);
      expect(await positions({businessDayFrom: '2026-03-14'})).toEqual([3, 2]);
      expect(await positions({businessDayUpTo: '2026-03-14'})).toEqual([2, 1]);
      expect(await positions({before: {ledgerId: OLD, position: 3}})).toEqual([2, 1]);
    });

    test('what stands aside is listed, readable or not, until it is decided', async () => {
      const index = await open();
      const till = lane('W01');
      const [fine, aside] = [till.next(), till.next({amountMinor: 70})];
      const unreadable = till.next({body: utf8Encode('not a transaction')});
      const first = groupOf([line(fine), setAside(aside), setAside(unreadable)]);
      await index.add({ledgerId: OLD, groups: [first.group]});
      const listed = async () =>
        (await index.searchTransactions({quarantined: true, limit: 9})).map(one => one.position);
      expect([await listed(), await index.quarantinedCount()]).toEqual([[3, 2], 2]);
      const decision = groupOf([line(decide(digest, aside))], first.tail);
      await index.add({ledgerId: OLD, groups: [decision.group]});
      expect([await listed(), await index.quarantinedCount()]).toEqual([[3], 1]);
      const voided = groupOf([line(decide(digest, unreadable, 'void'))], decision.tail);
      await index.add({ledgerId: OLD, groups: [voided.group]});
      expect([await listed(), await index.quarantinedCount()]).toEqual([[], 0]);
    });

    test('what was voided is found, and is in no total', async () => {
      const index = await open();
      const aside = lane('W01').next({amountMinor: 70});
      const first = groupOf([setAside(aside)]);
      await index.add({ledgerId: OLD, groups: [first.group]});
      const voided = groupOf([line(decide(digest, aside, 'void'))], first.tail);
      await index.add({ledgerId: OLD, groups: [voided.group]});
      const found = await index.searchTransactions({amountMinor: 70, limit: 9});
      expect(found).toMatchObject([{quarantined: false, voided: true}]);
      expect(await index.dayTotals({businessDayDate: DAY})).toEqual([]);
      expect(await index.dayParts({businessDayDate: DAY})).toEqual([]);
    });

    test('the parts of a day are its hours and its tenders, less change, and tie with its total', async () => {
      const index = await open();
      const till = lane('W01');
      const sales = [500, 250, 30].map(amountMinor => till.next({amountMinor}));
      await index.add({ledgerId: OLD, groups: [groupOf(sales.map(line)).group]});
      const parts = await index.dayParts({businessDayDate: DAY});
      const kinds = parts.map(({part}) => part.kind);
      expect([...new Set(kinds)]).toEqual(['hour', 'tender']);
      for (const kind of ['hour', 'tender']) {
        const sum = parts
          .filter(({part}) => part.kind === kind)
          .reduce((total, {amountMinor}) => total + amountMinor, 0);
        expect(sum, kind).toBe(780);
      }
      expect(await index.dayParts({businessDayDate: '2026-03-15'})).toEqual([]);
    });

    test('day totals leave quarantine out until a decision takes it in', async () => {
      const index = await open();
      const till = lane('W01');
      const [fine, aside] = [till.next({amountMinor: 500}), till.next({amountMinor: 70})];
      const first = groupOf([line(fine), setAside(aside)]);
      await index.add({ledgerId: OLD, groups: [first.group]});
      expect(await index.dayTotals({businessDayDate: DAY})).toEqual([
        {
          businessDayDate: DAY,
          workstationId: 'W01',
          currencyCode: 'EUR',
          transactions: 1,
          amountMinor: 500,
        },
      ]);
      const decision = groupOf([line(decide(digest, aside))], first.tail);
      await index.add({ledgerId: OLD, groups: [decision.group]});
      expect(await index.dayTotals({businessDayDate: DAY})).toMatchObject([
        {transactions: 2, amountMinor: 570},
      ]);
    });

    test('training counts in no total, and what cannot be read is found by its key alone', async () => {
      const index = await open();
      const till = lane('W01');
      const training = {...saleDraft([900]), trainingModeFlag: true};
      const entries = [
        till.next({body: encodeTransaction(training)}),
        till.next({body: utf8Encode('not a transaction')}),
      ];
      await index.add({ledgerId: OLD, groups: [groupOf(entries.map(line)).group]});
      expect(await index.dayTotals({businessDayDate: DAY})).toEqual([]);
      const found = await index.searchTransactions({limit: 9});
      expect(found.map(({position}) => position)).toEqual([1]);
      expect(await index.find(entries[1]?.header ?? till.next().header)).toMatchObject({
        position: 2,
      });
    });

    test('a damaged group is named and left out, and the next one is indexed', async () => {
      const index = await open();
      const till = lane('W01');
      const first = groupOf([till.next()].map(line));
      const second = groupOf([till.next()].map(line), first.tail);
      const entries = first.group.entries.map((byte, at) => (at === 99 ? byte ^ 1 : byte));
      const bad: StoredGroup = {...first.group, entries};
      const {damaged} = await index.add({ledgerId: OLD, groups: [bad, second.group]});
      expect(damaged).toMatchObject([{first: 1, last: 1}]);
      expect(index.indexed(OLD)).toBe(2);
      expect(await index.searchTransactions({limit: 9})).toMatchObject([{position: 2}]);
    });

    test('what is passed over is left out, and the group after it is indexed', async () => {
      const index = await open();
      const till = lane('W01');
      const first = groupOf([till.next(), till.next()].map(line));
      const second = groupOf([till.next()].map(line), first.tail);
      await index.pass({ledgerId: OLD, upTo: 2});
      await index.add({ledgerId: OLD, groups: [second.group]});
      expect(index.indexed(OLD)).toBe(3);
      expect(await index.searchTransactions({limit: 9})).toMatchObject([{position: 3}]);
    });
  });
}

const EMPTY: LedgerTail = {position: 0, head: GENESIS_HASH, recordedAtMs: 0};

function line(entry: JournalEntry): UnplacedEntry {
  return {...accepted(entry), recordedAtMs: 1};
}

function placed(entry: JournalEntry, position: number) {
  const {disposition} = accepted(entry);
  return {line: {position, entryHash: entry.entryHash, disposition}, entry};
}

function setAside(entry: JournalEntry): UnplacedEntry {
  return {
    ...line(entry),
    disposition: {kind: 'quarantined', reason: 'clockImplausible', detail: ''},
  };
}

function decide(
  digest: Digest,
  aside: JournalEntry,
  decision: 'accept' | 'void' = 'accept',
): JournalEntry {
  const hub = new TestLane({digest, workstationId: HUB_WORKSTATION});
  return makeEntry(digest, {
    kindCode: ENTRY_KINDS.disposition,
    retailStoreId: '017',
    workstationId: HUB_WORKSTATION,
    journalId: hub.journalId,
    sequenceNumber: decision === 'accept' ? 1 : 2,
    prevHash: GENESIS_HASH,
    body: encodeHubBody(dispositionDecidedSchema, {
      v: 1,
      key: transactionKeyOf(aside.header),
      entryHash: toBase64Url(aside.entryHash),
      decision,
      reason: 'the clock was set by hand',
      decidedBy: 'manager',
      decidedAtMs: 1,
    }),
  });
}
