import {concatBytes, toBase64Url, utf8Decode, utf8Encode} from '@holdfast/std';
import {
  ENTRY_KINDS,
  encodeHubBody,
  erasureSchema,
  type JournalEntry,
  transactionKeyOf,
} from '@holdfast/wire';
import {describe, expect, test, vi} from 'vitest';
import {keysOf} from '../testing/test-gateway.ts';
import type {TestHub, TestTill} from '../testing/test-hub.ts';
import {testSale} from '../testing/test-sale.ts';
import {type FleetWorld, useScene} from './fleet-world.ts';

/** Personal data at head office: beside its transaction until somebody says that it is erased. */
export function erasingAcceptance(world: FleetWorld): void {
  describe('personal data', () => {
    const scene = useScene(world);

    /** So many sales to Ada, recorded at a hub. */
    async function sellToAda(count: number, hub: TestHub = scene().hub): Promise<JournalEntry[]> {
      const sold: JournalEntry[] = [];
      for (let sale = 0; sale < count; sale++) {
        const salt = new Uint8Array(16).fill(sale + 1);
        const personal = concatBytes(salt, utf8Encode(`{"name":"Ada ${sale}"}`));
        const entry = await scene().till.write(testSale(), ENTRY_KINDS.retail, {personal});
        hub.record(entry);
        sold.push(entry);
      }
      return sold;
    }

    /** Who said it, on the wire, whether or not they may. */
    async function erase(
      entries: readonly JournalEntry[],
      by: {readonly hub: TestHub; readonly journal: TestTill} = {
        hub: scene().hub,
        journal: scene().hub.journal,
      },
    ): Promise<void> {
      const named = entries.map(({header}) => ({
        key: transactionKeyOf(header),
        personalSha256: toBase64Url(header.personalSha256 ?? header.bodySha256),
      }));
      const said = {v: 1, entries: named, reason: 'asked', erasedBy: 'Grace', erasedAtMs: 1};
      const body = encodeHubBody(erasureSchema, said);
      by.hub.record(await by.journal.write(body, ENTRY_KINDS.erasure));
    }

    /** What head office still has of Ada: by its sequence, what lies beside each sale. */
    async function kept(): Promise<Record<number, string | undefined>> {
      const {gateway} = scene();
      const {store} = gateway.ports;
      const nothingPending = async () => expect(await store.erasuresPending(1)).toEqual([]);
      await vi.waitFor(nothingPending, {timeout: 10_000});
      const beside: Record<number, string | undefined> = {};
      for (const item of await gateway.stream()) {
        if (item.kind !== 'transaction') continue;
        const {held, entry} = item.transaction;
        beside[held.sequenceNumber] =
          entry?.personal && utf8Decode(entry.personal.slice(16)).slice(9, -2);
      }
      return beside;
    }

    test('is held beside its sale', async () => {
      await sellToAda(2);
      await scene().forward(1);
      expect(await kept()).toEqual({1: 'Ada 0', 2: 'Ada 1'});
    });

    test('goes by the word of its hub, and every sale is held as it was', async () => {
      const [, second] = await sellToAda(3);
      if (!second) throw new Error('three sales were made');
      const held = await scene().held(await scene().forward(1));
      await erase([second]);
      await scene().forward(scene().hub.end);
      expect(await kept()).toEqual({1: 'Ada 0', 2: undefined, 3: 'Ada 2'});
      expect(held).toEqual(['W01/3', 'hub/2']);
      expect(keysOf(await scene().gateway.stream())).toEqual(['W01/1', 'W01/2', 'W01/3']);
    });

    test('goes where sale and erasure come in one segment, and where it came twice', async () => {
      const sold = await sellToAda(2);
      await scene().forward(1);
      const second = await scene().anotherHub();
      await second.admit('W01', scene().till);
      for (const entry of sold) second.record(entry);
      await scene().gateway.fleet.accept(await second.segment(1));
      const third = await sellToAda(1);
      await erase([...sold, ...third]);
      await scene().forward(5);
      expect(await kept()).toEqual({1: undefined, 2: undefined, 3: undefined});
      const {store} = scene().gateway.ports;
      for (const segmentId of [1, 2, 3]) {
        const {entries} = await scene().gateway.fleet.shelf.unpacked(segmentId);
        expect(entries.filter(({entry}) => entry.personal)).toEqual([]);
      }
      expect(await store.segmentsOfStore('017', {after: 0, limit: 10})).toEqual([1, 2, 3]);
    });

    test('does not come back with an older copy, whoever brings it', async () => {
      const sold = await sellToAda(2);
      await scene().forward(1);
      await erase(sold);
      await scene().forward(scene().hub.end);
      await kept();
      const restored = await scene().anotherHub();
      await restored.admit('W01', scene().till);
      for (const entry of sold) restored.record(entry);
      const again = await scene().gateway.fleet.accept(await restored.segment(1));
      expect(again.outcome).toBe('accepted');
      expect(await kept()).toEqual({1: undefined, 2: undefined});
      const {entries} = await scene().gateway.fleet.shelf.unpacked(3);
      expect(entries.map(({entry}) => entry.personal)).toEqual([
        undefined,
        undefined,
        undefined,
        undefined,
      ]);
    });

    test('stays where a till says that it is erased, or the hub of another store', async () => {
      const sold = await sellToAda(1);
      const {hub, till} = scene();
      await erase(sold, {hub, journal: till});
      await scene().forward(1);
      const stranger = await scene().anotherHub('018');
      await erase(sold, {hub: stranger, journal: stranger.journal});
      await scene().gateway.fleet.accept(await stranger.segment(1));
      expect(await kept()).toMatchObject({1: 'Ada 0'});
    });
  });
}
