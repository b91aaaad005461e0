import {createSigningKey, nodeDigest, nodeSignatureVerifier} from '@holdfast/platform-node';
import {type Fault, silentLog, utf8Encode} from '@holdfast/std';
import {SeededRandom, VirtualClock} from '@holdfast/std/testing';
import {
  drawGatewayIncarnation,
  type GatewayIncarnation,
  HUB_WORKSTATION,
  type JournalId,
  type SignedHeldStatement,
} from '@holdfast/wire';
import {expect, test} from 'vitest';
import {HubJournal} from './hub-journal.ts';
import {KnownKeys} from './known-keys.ts';
import {Retention, type RetentionTerms} from './retention.ts';
import {accepted, type MemoryLedger, openMemoryLedger, TestLane} from './testing.ts';
import {verifyLedger} from './verify-ledger.ts';

const digest = nodeDigest;
const DAY_MS = 86_400_000;
const NOW = drawGatewayIncarnation(new SeededRandom(1));
const RESTORED = drawGatewayIncarnation(new SeededRandom(2));
const never = new AbortController().signal;
const EVERYTHING = {entriesMax: 9999, bodyBytesMax: 99_999_999};

/** A hub that recorded forty sales of two tills and two entries of its own, one group each. */
class OldStore {
  readonly clock = new VirtualClock();
  readonly tills = [1, 2].map(at => new TestLane({digest, workstationId: `W0${at}`}));
  readonly key;
  memory: MemoryLedger;
  incarnation: GatewayIncarnation | undefined = NOW;
  /** How far head office holds the ledger. */
  held = Number.POSITIVE_INFINITY;
  genuine = true;

  static async open(): Promise<OldStore> {
    const clock = new VirtualClock();
    const limits = {snapshotGroupsMax: 4, groupEntriesMax: 1};
    const memory = await openMemoryLedger({digest, clock, limits});
    const store = new OldStore(memory, await createSigningKey(), clock);
    await store.hubJournal.append('alarm', utf8Encode('{"the": "first"}'));
    await store.sell(40);
    await store.hubJournal.append('alarm', utf8Encode('{"the": "second"}'));
    return store;
  }

  private constructor(
    memory: MemoryLedger,
    key: Awaited<ReturnType<typeof createSigningKey>>,
    clock: VirtualClock,
  ) {
    this.memory = memory;
    this.key = key;
    this.clock = clock;
  }

  get ledger() {
    return this.memory.ledger;
  }

  get hubJournal() {
    const {ledger, clock, key} = this;
    return new HubJournal({ledger, key, digest, clock, retailStoreId: '017'});
  }

  async sell(count: number): Promise<void> {
    for (let sale = 0; sale < count; sale++) {
      const till = this.tills[sale % 2];
      if (till) await this.ledger.append(accepted(till.next()));
    }
  }

  /** Head office signs, now, for all that stands in the ledger; for a lane less than that. */
  async sign(less: {readonly of?: JournalId; readonly by?: number} = {}): Promise<void> {
    const {entries} = await this.ledger.readAfter(0, EVERYTHING);
    for (const lane of this.ledger.lanes()) {
      const by = lane.journalId === less.of ? (less.by ?? 0) : 0;
      const sequenceNumber = lane.sequenceNumber - by;
      const entry = entries.find(
        ({entry: {header}}) =>
          header.journalId === lane.journalId && header.sequenceNumber === sequenceNumber,
      );
      if (!entry || !this.incarnation) continue;
      const {retailStoreId, workstationId, journalId} = lane;
      const statement: SignedHeldStatement = {
        ...{retailStoreId, workstationId, journalId, sequenceNumber},
        entryHash: entry.line.entryHash,
        gatewayIncarnation: this.incarnation,
        issuedAtMs: this.clock.wallMs(),
        signature: new Uint8Array(64),
      };
      await this.ledger.keepHeldStatement(statement);
    }
  }

  retention(terms: Partial<RetentionTerms> = {}): Retention {
    const {clock, memory, ledger, hubJournal} = this;
    return new Retention({
      retentionMs: 400 * DAY_MS,
      word: () =>
        this.incarnation && {
          gatewayIncarnation: this.incarnation,
          heldUpTo: () => Math.min(this.held, ledger.end().position),
        },
      isGenuine: async () => this.genuine,
      ...{current: ledger, superseded: [], hubJournal, index: memory.memoryIndex},
      ...{digest, clock, log: silentLog},
      ...terms,
    });
  }

  async sweep(retention = this.retention()) {
    const outcome = await this.whileTimePasses(retention.sweep(never));
    return {outcome, ...retention.state};
  }

  /** A sweep rests between two deletions. */
  async whileTimePasses<T>(work: Promise<T>): Promise<T> {
    let done = false;
    const ended = () => {
      done = true;
    };
    work.then(ended, ended);
    for (let turn = 0; !done && turn < 10_000; turn++) {
      await this.clock.advance(100);
      await new Promise(resolve => setImmediate(resolve));
    }
    return await work;
  }

  async verify(signatures = false) {
    const {ledger, memory} = this;
    const {firstPosition, lastPosition} = await memory.store.contents();
    return await verifyLedger({
      ...{ledgerId: ledger.ledgerId, store: memory.store, firstPosition, lastPosition, digest},
      ...(signatures
        ? {signatures: {verifier: nodeSignatureVerifier, keys: new KnownKeys(digest)}}
        : {}),
    });
  }
}

/** Everything is 401 days old, and head office signed for it just now. */
async function oldStore(): Promise<OldStore> {
  const store = await OldStore.open();
  await store.clock.advance(401 * DAY_MS);
  await store.sell(2);
  await store.sign();
  return store;
}

test('what is covered and older than the retention goes, whole groups from the old end', async () => {
  const store = await oldStore();
  const before = await store.ledger.readAfter(0, EVERYTHING);
  const {outcome, entriesDeleted} = await store.sweep();
  const {position, head} = store.ledger.prunedTo();
  expect([outcome, entriesDeleted]).toEqual(['done', position]);
  expect(position).toBeGreaterThan(20);
  const {entries, headBefore} = await store.ledger.readAfter(0, EVERYTHING);
  expect(entries.slice(0, -1)).toEqual(before.entries.slice(position));
  expect(headBefore).toEqual(head);
  expect(await store.ledger.headAt(position)).toEqual(head);
  expect(await store.ledger.headAt(position - 1)).toBeUndefined();
});

test('the rest verifies from the head that the hub signed for before it deleted', async () => {
  const store = await oldStore();
  await store.sweep();
  const prunedTo = store.ledger.prunedTo();
  expect(await store.verify(true)).toMatchObject({broken: undefined, prunedTo, skipped: 0});
  const {kindCode, workstationId} =
    (await store.ledger.readAfter(44, EVERYTHING)).entries[0]?.entry.header ?? {};
  expect([kindCode, workstationId]).toEqual([20, HUB_WORKSTATION]);
});

test('a beginning that is missing though nobody said so is found', async () => {
  const store = await oldStore();
  const cut = ({
    memory: {
      store: {disk},
    },
  }: OldStore) => {
    const next = disk.groups.findIndex(({laneTable}, at) => at > 0 && laneTable === 'all');
    disk.groups = disk.groups.slice(next);
  };
  cut(store);
  const reason = 'is missing, and the hub never said that it was deleted';
  expect(await store.verify()).toMatchObject({broken: {position: 1, reason}});
  const other = await oldStore();
  await other.sweep();
  cut(other);
  expect(await other.verify()).toMatchObject({broken: {position: 1, reason}});
});

test('a start finds lanes, the hub’s own entries and the end as before', async () => {
  const store = await oldStore();
  const first = await store.ledger.readAfter(0, {entriesMax: 1, bodyBytesMax: 999});
  await store.sweep();
  const [lanes, end, prunedTo] = [
    store.ledger.lanes(),
    store.ledger.end(),
    store.ledger.prunedTo(),
  ];
  store.memory = await store.memory.reopen();
  const {ledger} = store;
  expect([ledger.end(), ledger.prunedTo()]).toEqual([end, prunedTo]);
  expect(new Set(ledger.lanes())).toEqual(new Set(lanes));
  expect((await ledger.keptEntries()).map(({entry}) => entry)).toEqual(first.entries);
  await store.sell(4);
  expect(await store.verify()).toMatchObject({broken: undefined, position: end.position + 4});
});

test('a till that sends again what was deleted hears that head office holds it', async () => {
  const store = await oldStore();
  const [old] = (await store.ledger.readAfter(1, EVERYTHING)).entries;
  await store.memory.index();
  await store.sweep();
  store.memory = await store.memory.reopen();
  const outcome = old && (await store.ledger.append(accepted(old.entry)));
  expect(outcome).toMatchObject({kind: 'held', statement: {gatewayIncarnation: NOW}});
  expect(old && (await store.ledger.find(old.entry.header))).toBeUndefined();
});

test.each<[string, (store: OldStore) => void | Promise<void>, object]>([
  [
    'head office has not been heard since the start',
    store => {
      store.incarnation = undefined;
    },
    {kind: 'unheard', position: 1},
  ],
  [
    'head office holds less',
    store => {
      store.held = 2;
    },
    {kind: 'notHeld', position: 3},
  ],
  [
    'another sink has less',
    store => store.ledger.raise({sink: 'standby', position: 2}),
    {kind: 'notHeld', position: 3},
  ],
  [
    'head office was restored, and what it signed before is stale',
    store => {
      store.incarnation = RESTORED;
    },
    {kind: 'uncovered', position: 1},
  ],
  [
    'the statements are not signed by head office',
    store => {
      store.genuine = false;
    },
    {kind: 'uncovered', position: 1},
  ],
  [
    'the hub’s clock jumped ahead, and head office’s did not',
    async store => {
      store.clock.wallOffsetMs += 4000 * DAY_MS;
    },
    {kind: 'newest'},
  ],
])('nothing more goes while %s', async (_, happens, hold) => {
  const store = await oldStore();
  await happens(store);
  const {entriesDeleted, holds} = await store.sweep();
  expect(holds.get(store.ledger.ledgerId)).toMatchObject(hold);
  const {position} = store.ledger.prunedTo();
  expect(position).toBe(entriesDeleted);
  if (!('position' in hold)) expect(position).toBeLessThanOrEqual(42);
  else expect(position).toBe(0);
});

test('a clock that jumped ahead deletes nothing that is young by head office’s clock', async () => {
  const store = await OldStore.open();
  await store.sign();
  store.clock.wallOffsetMs += 5000 * DAY_MS;
  const {entriesDeleted, holds} = await store.sweep();
  expect(entriesDeleted).toBe(0);
  expect(holds.get(store.ledger.ledgerId)).toMatchObject({position: 1});
  expect([...holds.values()].map(({kind}) => kind)).toEqual(['young']);
});

test('nothing behind an entry that no statement covers goes', async () => {
  const store = await OldStore.open();
  await store.clock.advance(401 * DAY_MS);
  const journalId = store.tills[0]?.journalId ?? store.hubJournal.journalId;
  await store.sign({of: journalId, by: 10}); // ten of its twenty
  const {holds} = await store.sweep();
  const hold = holds.get(store.ledger.ledgerId);
  expect(hold).toMatchObject({kind: 'uncovered', journalId});
  const {position} = store.ledger.prunedTo();
  expect(position).toBeGreaterThan(8);
  expect(position).toBeLessThan(22); // its eleventh sale
});

test('nothing is deleted while a submission waits', async () => {
  const store = await oldStore();
  const {ledger, memory, tills} = store;
  memory.store.hold();
  const sales = (tills[0]?.take(3) ?? []).map(entry => ledger.append(accepted(entry)));
  const pruned = ledger.prune({position: 3, head: memory.store.disk.groups[3]?.headBefore}, []);
  expect(memory.store.prunes).toEqual([]);
  memory.store.release();
  await Promise.all([...sales, pruned]);
  const last = memory.store.disk.groups.at(-1)?.last;
  expect([memory.store.prunes, last]).toEqual([[3], ledger.end().position]);
});

test('a full disk only keeps things longer', async () => {
  const store = await oldStore();
  const retention = store.retention();
  await store.hubJournal.append('alarm', utf8Encode('{}'));
  const swept = store.whileTimePasses(retention.sweep(never));
  store.memory.store.failNextWrite('database/disk-full');
  await expect(swept).rejects.toMatchObject({code: 'database/disk-full'} satisfies Partial<Fault>);
  expect(store.ledger.prunedTo().position).toBe(0);
  await store.sweep(retention);
  expect(store.ledger.prunedTo().position).toBeGreaterThan(20);
});

test('less than ninety days is refused by name', async () => {
  const store = await OldStore.open();
  expect(() => store.retention({retentionMs: 89 * DAY_MS})).toThrow('config/invalid');
});
