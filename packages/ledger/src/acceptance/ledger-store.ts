import {assert, type Digest} from '@holdfast/std';
import {GENESIS_HASH, type JournalId, type LedgerId, ledgerIdSchema} from '@holdfast/wire';
import {afterEach, describe, expect, test} from 'vitest';
import {touchedBy} from '../durable-lanes.ts';
import {closeGroup, type LedgerTail} from '../group.ts';
import type {LedgerStore, StoredGroup} from '../ports.ts';
import {accepted, TestLane} from '../testing/test-lane.ts';

/** A store under test, and its disk. */
export interface StoreUnderTest {
  readonly store: LedgerStore;
  /** Closes the store and opens its disk again. */
  reopen(): Promise<LedgerStore>;
  dispose(): Promise<void>;
}

const LEDGER: LedgerId = ledgerIdSchema.parse(`${'A'.repeat(32)}.${'B'.repeat(16)}`);
const ALL = 1_000_000;

/**
 * What every store of a ledger promises. Called once by each adapter, and by the store in memory.
 */
export function ledgerStoreAcceptance(
  name: string,
  setup: {readonly digest: Digest; readonly make: () => Promise<StoreUnderTest>},
): void {
  const {digest, make} = setup;
  let made: StoreUnderTest | undefined;
  const open = async () => {
    made = await make();
    return made;
  };

  describe(name, () => {
    afterEach(async () => {
      await made?.dispose();
      made = undefined;
    });

    test('a store that was made is blank until it is founded', async () => {
      const {store} = await open();
      expect(await store.contents()).toEqual({
        ledgerId: undefined,
        firstPosition: 0,
        lastPosition: 0,
        watermarks: [],
        heldStatements: [],
      });
      expect(await store.readGroups({from: 1, bytesMax: ALL})).toEqual([]);
    });

    test('a founded store holds its ledger, its first group and its statements', async () => {
      const under = await open();
      const [group] = groupsOf(digest, [1]);
      const statement = {journalId: laneOf(digest).journalId, bytes: Uint8Array.of(1, 2, 3)};
      await under.store.found({
        ledgerId: LEDGER,
        write: {...only(group), heldStatements: [statement]},
      });
      const again = await under.reopen();
      expect(await again.contents()).toEqual({
        ledgerId: LEDGER,
        firstPosition: 1,
        lastPosition: 1,
        watermarks: [],
        heldStatements: [statement],
      });
      expect(await again.readGroups({from: 1, bytesMax: ALL})).toEqual([group]);
    });

    test('groups are read back byte for byte, oldest first, after a restart too', async () => {
      const under = await open();
      const groups = groupsOf(digest, [1, 3, 2]);
      await fill(under.store, groups);
      for (const store of [under.store, await under.reopen()]) {
        expect(await store.readGroups({from: 1, bytesMax: ALL})).toEqual(groups);
        expect((await store.contents()).lastPosition).toBe(6);
      }
    });

    test('reading begins with the group that holds the position', async () => {
      const under = await open();
      const groups = groupsOf(digest, [1, 3, 2]);
      await fill(under.store, groups);
      for (const [from, first] of [
        [2, 2],
        [4, 2],
        [5, 5],
        [6, 5],
      ] as const) {
        const read = await under.store.readGroups({from, bytesMax: ALL});
        expect([from, read[0]?.first]).toEqual([from, first]);
      }
      expect(await under.store.readGroups({from: 7, bytesMax: ALL})).toEqual([]);
    });

    test('reading stops after the bytes asked for, with one group at least', async () => {
      const under = await open();
      const groups = groupsOf(digest, [1, 1, 1]);
      await fill(under.store, groups);
      expect(await under.store.readGroups({from: 1, bytesMax: 0})).toEqual(groups.slice(0, 1));
      const one = groups[0]?.entries.length ?? 0;
      expect(await under.store.readGroups({from: 1, bytesMax: one})).toHaveLength(2);
    });

    test('the newest full lane table at or below a position is found', async () => {
      const under = await open();
      const groups = groupsOf(digest, [1, 2, 2, 1], at => at !== 1 && at !== 3);
      await fill(under.store, groups);
      const found: (number | undefined)[] = [];
      for (const upTo of [6, 5, 4, 3, 1, 0]) found.push(await under.store.laneTableBefore(upTo));
      expect(found).toEqual([4, 4, 1, 1, 1, undefined]);
    });

    test('a watermark and a statement replace the former one of their name', async () => {
      const under = await open();
      await fill(under.store, groupsOf(digest, [5]));
      const {journalId} = laneOf(digest);
      const statement = (byte: number) => ({journalId, bytes: Uint8Array.of(byte)});
      await under.store.write({watermarks: [{sink: 'gateway', position: 2}]});
      await under.store.write({
        watermarks: [
          {sink: 'usb-ä', position: 1},
          {sink: 'gateway', position: 4},
        ],
        heldStatements: [statement(1)],
      });
      await under.store.write({heldStatements: [statement(2)]});
      const {watermarks, heldStatements} = await (await under.reopen()).contents();
      expect(new Map(watermarks.map(({sink, position}) => [sink, position]))).toEqual(
        new Map([
          ['gateway', 4],
          ['usb-ä', 1],
        ]),
      );
      expect(heldStatements).toEqual([statement(2)]);
    });

    test('notes that ride with a group are durable with it', async () => {
      const under = await open();
      const [first, second] = groupsOf(digest, [1, 1]);
      await fill(under.store, [first]);
      await under.store.write({...only(second), watermarks: [{sink: 'gateway', position: 1}]});
      const {lastPosition, watermarks} = await (await under.reopen()).contents();
      expect([lastPosition, watermarks]).toEqual([2, [{sink: 'gateway', position: 1}]]);
    });

    test('what is pruned is gone, what is kept beside it stays, and the rest is read as before', async () => {
      const under = await open();
      const groups = groupsOf(digest, [1, 3, 2, 1]);
      await fill(under.store, groups);
      const kept = [4, 1].map(position => ({
        ledgerId: LEDGER,
        position,
        bytes: Uint8Array.of(position),
      }));
      await under.store.prune({upTo: 4, kept});
      for (const store of [under.store, await under.reopen()]) {
        expect(await store.contents()).toMatchObject({firstPosition: 5, lastPosition: 7});
        expect(await store.readGroups({from: 1, bytesMax: ALL})).toEqual([]);
        expect(await store.readGroups({from: 5, bytesMax: ALL})).toEqual(groups.slice(2));
        expect(await store.laneTableBefore(4)).toBeUndefined();
        expect(await store.readKept({skip: 0, limit: 9})).toEqual(kept.toReversed());
        expect(await store.readKept({skip: 1, limit: 9})).toEqual(kept.slice(0, 1));
      }
    });

    test('entries are kept once, whoever keeps them again, and of any ledger', async () => {
      const {store} = await open();
      await fill(store, groupsOf(digest, [1, 1]));
      const entry = {ledgerId: LEDGER, position: 1, bytes: Uint8Array.of(1)};
      const other = {
        ...entry,
        ledgerId: ledgerIdSchema.parse(`${'B'.repeat(32)}.${'B'.repeat(16)}`),
      };
      await store.prune({upTo: 0, kept: [entry]});
      await store.prune({upTo: 0, kept: [{...entry, bytes: Uint8Array.of(9)}, other]});
      expect(await store.readKept({skip: 0, limit: 9})).toEqual([entry, other]);
      expect(await store.contents()).toMatchObject({firstPosition: 1, lastPosition: 2});
    });

    test('a checkpoint changes nothing but what is left to do', async () => {
      const under = await open();
      const groups = groupsOf(digest, [1, 2, 1]);
      await fill(under.store, groups.slice(0, 2));
      await under.store.checkpoint();
      const {walBytes} = await under.store.write(only(groups[2]));
      expect(walBytes).toBeGreaterThan(0);
      await under.store.checkpoint();
      expect(await under.store.readGroups({from: 1, bytesMax: ALL})).toEqual(groups);
      expect(await (await under.reopen()).readGroups({from: 1, bytesMax: ALL})).toEqual(groups);
    });

    test('closing twice is closing once', async () => {
      const {store} = await open();
      await store.close();
      await store.close();
    });
  });
}

function laneOf(digest: Digest): {readonly journalId: JournalId} {
  return new TestLane({digest, workstationId: 'W01'});
}

/** Groups of so many entries each, joined; each has a full lane table where `full` says so. */
function groupsOf(
  digest: Digest,
  sizes: readonly number[],
  full: (at: number) => boolean = at => at === 0,
): StoredGroup[] {
  const lane = new TestLane({digest, workstationId: 'W01'});
  let tail: LedgerTail = {position: 0, head: GENESIS_HASH, recordedAtMs: 0};
  return sizes.map((size, at) => {
    const entries = lane.take(size).map(entry => ({
      ...accepted(entry),
      recordedAtMs: tail.recordedAtMs + at,
    }));
    const closed = closeGroup(digest, {
      tail,
      entries,
      laneTable: full(at) ? 'all' : 'touched',
      lanes: [...touchedBy(entries).values()],
    });
    ({tail} = closed);
    return closed.group;
  });
}

async function fill(
  store: LedgerStore,
  groups: readonly (StoredGroup | undefined)[],
): Promise<void> {
  const [first, ...rest] = groups;
  await store.found({ledgerId: LEDGER, write: only(first)});
  for (const group of rest) await store.write(only(group));
}

function only(group: StoredGroup | undefined): {readonly group: StoredGroup} {
  assert(group, 'the suite made the group');
  return {group};
}
