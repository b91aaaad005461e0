import {concatBytes, utf8Encode} from '@holdfast/std';
import {describe, expect, test} from 'vitest';
import {keysOf} from '../testing/test-gateway.ts';
import {TestTill} from '../testing/test-hub.ts';
import {testSale} from '../testing/test-sale.ts';
import {type FleetWorld, useScene} from './fleet-world.ts';

const CARD = '4111111111111111';

/**
 * What readers get: each transaction once, by cursor, key, day and till; totals that count what
 * counts.
 */
export function readingAcceptance(world: FleetWorld): void {
  describe('reading', () => {
    const scene = useScene(world);
    const day = {retailStoreId: '017', businessDayDate: '2026-01-01'};
    const quarantined = {kind: 'quarantined', reason: 'totalsDoNotTie', detail: 'lines'} as const;

    test('pages of any length give each transaction once, with the bytes its till wrote', async () => {
      await scene().sell(7);
      await scene().forward(1, 5);
      await scene().forward(6);
      const expected = Array.from({length: 7}, (_, at) => `W01/${at + 1}`);
      for (const limit of [1, 3, 7, 100]) {
        const items = await scene().gateway.stream(limit);
        expect(keysOf(items)).toEqual(expected);
        expect(items.map(({cursor}) => cursor)).toEqual([...new Set(items.map(i => i.cursor))]);
        for (const [at, item] of items.entries()) {
          if (item.kind !== 'transaction') throw new Error('only sales were made');
          expect(item.transaction.body).toEqual(scene().till.entries[at]?.body);
        }
      }
    });

    test('a reader that saw a cursor sees only what became held after it', async () => {
      const {gateway} = scene();
      await scene().sell(2);
      await scene().forward(1);
      const last = (await gateway.stream()).at(-1)?.cursor ?? 0;
      await scene().sell(2);
      await scene().forward(5);
      const after = await gateway.transactions.after({after: last, limit: 100});
      expect(keysOf(after)).toEqual(['W01/3', 'W01/4']);
    });

    test('a transaction is found by its key: held, or merely arrived', async () => {
      const {gateway, till} = scene();
      const {journalId} = till;
      await scene().sell(4);
      await scene().forward(1, 3);
      await scene().forward(5);
      const find = (sequenceNumber: number) =>
        gateway.transactions.find({journalId, sequenceNumber});
      expect((await find(1))?.custody).toBe('held');
      expect(await find(2)).toBeUndefined();
      const arrived = await find(3);
      expect(arrived?.custody === 'arrived' && arrived.transaction.found.entry.body).toEqual(
        till.entries[2]?.body,
      );
      await scene().forward(4, 4);
      expect((await find(2))?.custody).toBe('held');
      expect((await find(3))?.custody).toBe('held');
      expect(await find(5)).toBeUndefined();
    });

    test('an entry that waits for its journal’s key has arrived', async () => {
      const {gateway, till, hub} = scene();
      const entry = await till.write(testSale());
      hub.record({...entry, signature: new Uint8Array(64)});
      await scene().forward(1);
      const found = await gateway.transactions.find({journalId: till.journalId, sequenceNumber: 1});
      expect(found?.custody).toBe('arrived');
    });

    test('entries of a hub’s own journal are nobody’s transactions', async () => {
      const {gateway, hub} = scene();
      await scene().forward(1);
      const place = {journalId: hub.journal.journalId, sequenceNumber: 1};
      expect(await gateway.transactions.find(place)).toBeUndefined();
      expect(await gateway.stream()).toEqual([]);
    });

    test('a day and a workstation list their own transactions, page by page', async () => {
      const {hub, till, gateway} = scene();
      const {store} = gateway.ports;
      const other = await hub.admit('W02');
      for (const businessDayDate of ['2026-01-01', '2026-01-02', '2026-01-01']) {
        hub.record(await till.write(testSale({businessDayDate})));
        hub.record(await other.write(testSale({businessDayDate})));
      }
      await scene().forward(1);
      const ofDay = await store.transactionsOfDay(day, {after: 0, limit: 3});
      const rest = await store.transactionsOfDay(day, {after: ofDay.at(-1)?.cursor ?? 0, limit: 9});
      const key = (entry: {workstationId: string; sequenceNumber: number}) =>
        `${entry.workstationId}/${entry.sequenceNumber}`;
      expect([...ofDay, ...rest].map(key)).toEqual(['W01/1', 'W02/1', 'W01/3', 'W02/3']);
      const place = {retailStoreId: '017', workstationId: 'W02'};
      const ofTill = await store.transactionsOfWorkstation(place, {after: 0, limit: 9});
      expect(ofTill.map(key)).toEqual(['W02/1', 'W02/2', 'W02/3']);
      const journals = await store.journalsOfWorkstation(place);
      expect(journals.map(({journalId}) => journalId)).toEqual([other.journalId]);
    });

    test('the totals of a day count what is accepted, by till and currency, exactly', async () => {
      const {hub, till, gateway} = scene();
      const other = await hub.admit('W02');
      for (const amountMinor of [250, 1_000_000_007]) {
        hub.record(await till.write(testSale({amountMinor})));
      }
      hub.record(await till.write(testSale({amountMinor: 1, trainingModeFlag: true})));
      hub.record(await till.write(testSale({amountMinor: 77})), quarantined);
      hub.record(await other.write(testSale({amountMinor: 3})));
      hub.record(await other.write(testSale({amountMinor: 5, businessDayDate: '2026-01-02'})));
      await scene().forward(1);
      const none = {quarantined: 0, voided: 0, taxAmountMinor: 0n, currencyCode: 'EUR'};
      expect(await gateway.ports.store.dayTotals(day)).toEqual([
        {
          ...none,
          workstationId: 'W01',
          transactions: 3,
          salesAmountMinor: 1_000_000_257n,
          quarantined: 1,
        },
        {...none, workstationId: 'W02', transactions: 1, salesAmountMinor: 3n},
      ]);
    });

    test('a sum larger than a safe integer is exact', async () => {
      const {hub, till, gateway} = scene();
      const largest = 999_999_999_999_99;
      const count = 100;
      for (let sale = 0; sale < count; sale++) {
        hub.record(await till.write(testSale({amountMinor: largest})));
      }
      await scene().forward(1);
      const [total] = await gateway.ports.store.dayTotals(day);
      expect(total?.salesAmountMinor).toBe(BigInt(largest) * BigInt(count));
      expect(total?.salesAmountMinor).toBeGreaterThan(BigInt(Number.MAX_SAFE_INTEGER));
    });

    test('a body that cannot be read is held and visible, and in no day', async () => {
      const {hub, till, gateway} = scene();
      const body = utf8Encode('{"of": "a newer version"}');
      hub.record(await till.write(body), {...quarantined, reason: 'malformedBody'});
      await scene().forward(1);
      const [item] = await gateway.stream();
      expect(item?.kind === 'transaction' && item.transaction).toMatchObject({
        body,
        held: {standing: 'quarantined', description: undefined},
      });
      expect(await gateway.ports.store.counts()).toMatchObject({transactions: 1, quarantined: 1});
    });

    test('a body that the hub withheld is visible as a stub', async () => {
      const {hub, till, gateway} = scene();
      const entry = await till.write(testSale());
      hub.record({...entry, body: undefined}, {...quarantined, reason: 'cardData'});
      expect(await scene().held(await scene().forward(1))).toEqual(['W01/1', 'hub/2']);
      const [item] = await gateway.stream();
      expect(item?.kind === 'transaction' && item.transaction.body).toBeUndefined();
      expect(item?.kind === 'transaction' && item.transaction.held.standing).toBe('quarantined');
    });

    test.each([
      ['a body', `{"note": "${CARD}"}`],
      ['a body in escapes', `{"note": "\\u0034${CARD.slice(1)}"}`],
      ['a body that is no JSON', `card ${CARD}`],
    ])(
      'a card that a hub let through in %s is stored nowhere, and alarmed',
      async (_form, body) => {
        const {hub, till, gateway} = scene();
        for (const one of [testSale(), utf8Encode(body), testSale()]) {
          hub.record(await till.write(one));
        }
        const answer = await scene().forward(1);
        expect(answer).toMatchObject({outcome: 'accepted', heldPosition: hub.end});
        expect(await scene().held(answer)).toEqual(['W01/3', 'hub/2']);
        expect(await scene().alarms()).toEqual(['entry/card-data']);
        const {store} = gateway.ports;
        const held = await store.heldEntry(till.journalId, 2);
        expect(held).toMatchObject({standing: 'quarantined', disposition: {reason: 'cardData'}});
        const kept = await store.segment(held?.segmentId ?? 0);
        expect(String.fromCharCode(...(kept?.bytes ?? []))).not.toContain(CARD.slice(1));
        const bodies = (await gateway.stream()).map(
          item => item.kind === 'transaction' && item.transaction.body !== undefined,
        );
        expect(bodies).toEqual([true, false, true]);
        expect(await scene().forward(1)).toMatchObject({outcome: 'alreadyHeld'});
      },
    );

    test('a header that carries a card makes its segment no segment of ours', async () => {
      const {hub, till} = scene();
      const extension = concatBytes(Uint8Array.of(0x80, 16, 0), utf8Encode(CARD));
      hub.record(await till.write(testSale(), undefined, {extension}));
      await expect(scene().forward(1)).rejects.toMatchObject({code: 'gateway/refused'});
    });

    test.each([
      ['accept', 'accepted', 1],
      ['remap', 'accepted', 1],
      ['void', 'voided', 0],
    ] as const)(
      'a quarantined sale that is decided (%s) is %s from then on, and readers are told',
      async (decision, standing, counted) => {
        const {hub, till, gateway} = scene();
        const {entry} = hub.record(await till.write(testSale()), quarantined);
        await scene().forward(1);
        const before = await gateway.stream();
        expect(await gateway.ports.store.counts()).toMatchObject({quarantined: 1});
        await hub.decide(entry, {decision, reason: 'looked at it'});
        await scene().forward(hub.end);
        const told = await gateway.transactions.after({
          after: before.at(-1)?.cursor ?? 0,
          limit: 10,
        });
        expect(told).toMatchObject([
          {kind: 'decision', decision: {decision, sequenceNumber: 1, journalId: till.journalId}},
        ]);
        const held = await gateway.ports.store.heldEntry(till.journalId, 1);
        expect(held?.standing).toBe(standing);
        const [total] = await gateway.ports.store.dayTotals(day);
        expect(total?.transactions).toBe(counted);
        expect(await gateway.ports.store.counts()).toMatchObject({
          quarantined: 0,
          transactions: 1,
        });
      },
    );

    test('a decision that comes before its sale counts once the sale is held', async () => {
      const {hub, till, gateway} = scene();
      const sale = await till.write(testSale());
      await hub.decide(sale, {decision: 'void', reason: 'seen on paper'});
      await scene().forward(1);
      hub.record(sale, quarantined);
      await scene().forward(4);
      const held = await gateway.ports.store.heldEntry(till.journalId, 1);
      expect(held?.standing).toBe('voided');
    });

    test('a decision about an accepted sale, or by another store’s hub, changes nothing', async () => {
      const {hub, till, gateway} = scene();
      const accepted = hub.record(await till.write(testSale()));
      const aside = hub.record(await till.write(testSale()), quarantined);
      await hub.decide(accepted.entry, {decision: 'void', reason: 'no'});
      await scene().forward(1);
      const stranger = await scene().anotherHub('018');
      await stranger.decide(aside.entry, {decision: 'accept', reason: 'not mine'});
      await gateway.fleet.accept(await stranger.segment(1));
      const {store} = gateway.ports;
      expect((await store.heldEntry(till.journalId, 1))?.standing).toBe('accepted');
      expect((await store.heldEntry(till.journalId, 2))?.standing).toBe('quarantined');
    });

    test('a hub cannot decide an entry into the totals of another store', async () => {
      const {hub, gateway} = scene();
      const place = {retailStoreId: '999', workstationId: 'W01'};
      const foreign = await TestTill.make(world, place);
      await hub.admit('W01', foreign);
      const {entry} = hub.record(await foreign.write(testSale()));
      await scene().forward(1);
      await hub.decide(entry, {decision: 'accept', reason: 'ours'});
      await scene().forward(hub.end);
      const {store} = gateway.ports;
      expect((await store.heldEntry(foreign.journalId, 1))?.standing).toBe('quarantined');
      await hub.decide(entry, {decision: 'void', reason: 'not ours'});
      await scene().forward(hub.end);
      expect((await store.heldEntry(foreign.journalId, 1))?.standing).toBe('voided');
    });

    test('an alarm that a hub raised is listed with its code and hub', async () => {
      const {hub, gateway} = scene();
      await hub.raise({code: 'clock/implausible', detail: 'W01 is a year ahead'});
      await scene().forward(1);
      await scene().forward(1);
      expect(await gateway.ports.store.alarms(10)).toMatchObject([
        {code: 'clock/implausible', source: 'hub', hubId: hub.hubId, count: 1},
      ]);
    });
  });
}
