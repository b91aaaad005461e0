import {ENTRY_KINDS} from '@holdfast/wire';
import {describe, expect, test} from 'vitest';
import {keysOf} from '../testing/test-gateway.ts';
import {TestTill} from '../testing/test-hub.ts';
import {testSale} from '../testing/test-sale.ts';
import {type FleetWorld, useScene} from './fleet-world.ts';

/** Journals across ledgers: each transaction once, in its journal's order, by its journal's key. */
export function journalsAcceptance(world: FleetWorld): void {
  describe('journals', () => {
    const scene = useScene(world);

    test('sales of several tills are visible in the order of their ledger', async () => {
      const {hub, till, gateway} = scene();
      const other = await hub.admit('W02');
      for (const seller of [till, other, other, till]) hub.record(await seller.write(testSale()));
      await scene().forward(1);
      expect(keysOf(await gateway.stream())).toEqual(['W01/1', 'W02/1', 'W02/2', 'W01/2']);
    });

    test('a sale that two hubs recorded is counted once', async () => {
      const {till, gateway} = scene();
      await scene().sell(2);
      await scene().forward(1);
      const second = await scene().anotherHub();
      await second.admit('W01', till);
      for (const entry of till.entries) second.record(entry);
      second.record(await till.write(testSale()));
      const answer = await gateway.fleet.accept(await second.segment(1));
      expect(await scene().held(answer)).toEqual(['W01/3', 'hub/2']);
      expect(keysOf(await gateway.stream())).toEqual(['W01/1', 'W01/2', 'W01/3']);
      expect(await scene().alarms()).toEqual([]);
    });

    test('a journal whose middle another hub has waits for it, and is then held whole', async () => {
      const {hub, till, gateway} = scene();
      for (let sale = 0; sale < 4; sale++) await till.write(testSale());
      const [first, second, third, fourth] = till.entries;
      if (!first || !second || !third || !fourth) throw new Error('four sales were made');
      hub.record(first);
      await scene().forward(1);
      // A hub that adopted the store from a held statement knows nothing of 2 and 3 …
      const adopted = await scene().anotherHub();
      await adopted.admit('W01', till);
      adopted.record(fourth);
      const waiting = await gateway.fleet.accept(await adopted.segment(1));
      expect(waiting).toMatchObject({outcome: 'accepted', heldPosition: 3});
      expect(await scene().held(waiting)).toEqual(['W01/1', 'hub/2']);
      expect(keysOf(await gateway.stream())).toEqual(['W01/1']);
      // … which the old hub's disk gives up later.
      hub.record(second);
      hub.record(third);
      const filled = await scene().forward(4);
      expect(await scene().held(filled)).toEqual(['W01/4']);
      expect(keysOf(await gateway.stream())).toEqual(['W01/1', 'W01/2', 'W01/3', 'W01/4']);
    });

    test('a journal that no roster names is kept and not held, until one names it', async () => {
      const {hub, gateway} = scene();
      const unknown = await TestTill.make(world, {retailStoreId: '017', workstationId: 'W09'});
      hub.record(await unknown.write(testSale()));
      hub.record(await unknown.write(testSale()));
      const answer = await scene().forward(1);
      expect(answer).toMatchObject({outcome: 'accepted', heldPosition: 4});
      expect(await scene().held(answer)).toEqual(['hub/2']);
      expect(await gateway.stream()).toEqual([]);
      await hub.admit('W09', unknown);
      expect(await scene().held(await scene().forward(5))).toEqual(['W09/2', 'hub/3']);
      expect(keysOf(await gateway.stream())).toEqual(['W09/1', 'W09/2']);
    });

    test('what waits for a key still waits after other news of its journal', async () => {
      const {hub, gateway} = scene();
      const unknown = await TestTill.make(world, {retailStoreId: '017', workstationId: 'W09'});
      hub.record(await unknown.write(testSale()));
      await scene().forward(1);
      const second = await scene().anotherHub();
      await second.close(unknown, 'replaced');
      await gateway.fleet.accept(await second.segment(1));
      await hub.admit('W09', unknown);
      await scene().forward(4);
      expect(keysOf(await gateway.stream())).toEqual(['W09/1']);
    });

    test('a roster that names another key for a journal is not believed', async () => {
      const {hub, gateway} = scene();
      const [victim, thief] = [
        await TestTill.make(world, {retailStoreId: '017', workstationId: 'W02'}),
        await world.newKey(),
      ];
      await hub.admitKey('W02', {journalId: victim.journalId, publicKey: thief.publicKey});
      hub.record(await victim.write(testSale()));
      await scene().forward(1);
      expect(await scene().alarms()).toEqual(['journal/wrong-key']);
      expect(await gateway.stream()).toEqual([]);
    });

    test('a wrong signature holds nothing up for good: a later valid one covers the whole chain', async () => {
      const {hub, till, gateway} = scene();
      const [first, second] = [await till.write(testSale()), await till.write(testSale())];
      hub.record({...first, signature: new Uint8Array(64).fill(1)});
      const bad = await scene().forward(1);
      expect(bad).toMatchObject({outcome: 'accepted', heldPosition: 3});
      expect(await scene().held(bad)).toEqual(['hub/2']);
      expect(await scene().alarms()).toEqual(['journal/bad-signature']);
      expect(await gateway.stream()).toEqual([]);
      hub.record(second);
      expect(await scene().held(await scene().forward(4))).toEqual(['W01/2']);
      expect(keysOf(await gateway.stream())).toEqual(['W01/1', 'W01/2']);
    });

    test('an unsigned tail is held only as far as a signature reaches', async () => {
      const {hub, till, gateway} = scene();
      const [first, second] = [await till.write(testSale()), await till.write(testSale())];
      const {signature: _, ...unsigned} = second;
      hub.record(first);
      await scene().forward(1);
      hub.record(unsigned);
      expect(await scene().held(await scene().forward(4))).toEqual(['W01/1']);
      expect(keysOf(await gateway.stream())).toEqual(['W01/1']);
    });

    test('another entry under a held key is kept as evidence and alarmed, and changes nothing', async () => {
      const {hub, till, gateway} = scene();
      const twin = till.twin();
      hub.record(await till.write(testSale({amountMinor: 100})));
      await scene().forward(1);
      const second = await scene().anotherHub();
      await second.admit('W01', till);
      const forked = second.record(await twin.write(testSale({amountMinor: 999})));
      await gateway.fleet.accept(await second.segment(1));
      const [alarm] = await gateway.ports.store.alarms(10);
      expect(alarm).toMatchObject({
        code: 'journal/forked',
        journalId: till.journalId,
        sequenceNumber: 1,
        ledgerId: second.ledgerId,
        position: 3,
      });
      const kept = await gateway.fleet.shelf.unpacked(alarm?.segmentId ?? 0);
      expect(kept.entries[2]?.entry.entryHash).toEqual(forked.entry.entryHash);
      const [only] = await gateway.stream();
      expect(only?.kind === 'transaction' && only.transaction.held.entryHash).toEqual(
        till.entries[0]?.entryHash,
      );
    });

    test('of two histories that wait, the first that is signed for is held, the other alarmed', async () => {
      const {hub, till, gateway} = scene();
      const twin = till.twin();
      const [a1, b1] = [
        await till.write(testSale({amountMinor: 1})),
        await twin.write(testSale({amountMinor: 2})),
      ];
      const {signature: _, ...unsigned} = a1;
      hub.record(unsigned);
      await scene().forward(1);
      const second = await scene().anotherHub();
      await second.admit('W01', till);
      second.record(b1);
      await gateway.fleet.accept(await second.segment(1));
      expect(await scene().alarms()).toEqual(['journal/forked']);
      const items = await gateway.stream();
      expect(items).toHaveLength(1);
      expect(items[0]?.kind === 'transaction' && items[0].transaction.held.entryHash).toEqual(
        b1.entryHash,
      );
    });

    test('nothing of a journal is taken from a ledger after its closing there', async () => {
      const {hub, till, gateway} = scene();
      await scene().sell(1);
      await hub.close(till, 'revoked');
      await scene().sell(1);
      await scene().forward(1, 4);
      const answer = await scene().forward(5);
      expect(answer).toMatchObject({outcome: 'accepted', heldPosition: 5});
      expect(await scene().held(answer)).toEqual(['W01/1']);
      expect(await scene().alarms()).toEqual(['journal/after-closing']);
      expect(keysOf(await gateway.stream())).toEqual(['W01/1']);
    });

    test('what another hub recorded of a closed journal is still held', async () => {
      const {hub, till, gateway} = scene();
      await scene().sell(1);
      await hub.close(till, 'replaced');
      await scene().forward(1);
      const old = await scene().anotherHub();
      await old.admit('W01', till);
      for (const entry of till.entries) old.record(entry);
      old.record(await till.write(testSale()));
      await gateway.fleet.accept(await old.segment(1));
      expect(keysOf(await gateway.stream())).toEqual(['W01/1', 'W01/2']);
    });

    test('a ledger whose first entry does not prove its hub is kept, and its tills are not believed', async () => {
      const {gateway} = scene();
      const hub = await scene().anotherHub();
      const impostor = await hub.uncertified();
      const till = await impostor.admit('W05');
      impostor.record(await till.write(testSale()));
      const answer = await gateway.fleet.accept(await impostor.segment(1));
      expect(answer).toMatchObject({outcome: 'accepted', heldPosition: 3, heldStatements: []});
      expect(await scene().alarms()).toEqual(['ledger/uncertified']);
      expect(await gateway.stream()).toEqual([]);
    });

    test('a till cannot speak as its hub, whatever kind its entry claims', async () => {
      const {hub, till, gateway} = scene();
      const sale = await till.write(testSale());
      hub.record(sale, {kind: 'quarantined', reason: 'clockImplausible', detail: 'a year ahead'});
      const decision = hub.decisionBody(sale, {decision: 'accept', reason: 'says the till itself'});
      hub.record(await till.write(decision, ENTRY_KINDS.disposition));
      await scene().forward(1);
      const items = await gateway.stream();
      expect(items.map(({kind}) => kind)).toEqual(['transaction', 'transaction']);
      expect(items[0]?.kind === 'transaction' && items[0].transaction.held.standing).toBe(
        'quarantined',
      );
    });

    test('an entry of another store is quarantined, even where its hub accepted it', async () => {
      const {hub, gateway} = scene();
      const place = {retailStoreId: '999', workstationId: 'W01'};
      const foreign = await TestTill.make(world, place);
      await hub.admit('W01', foreign);
      hub.record(await foreign.write(testSale()));
      await scene().forward(1);
      const [item] = await gateway.stream();
      expect(item?.kind === 'transaction' && item.transaction.held).toMatchObject({
        standing: 'quarantined',
        disposition: {reason: 'wrongStore'},
      });
    });
  });
}
