import {nodeDigest} from '@holdfast/platform-node';
import {type Digest, Fault} from '@holdfast/std';
import {SeededRandom} from '@holdfast/std/testing';
import {expect, test} from 'vitest';
import {FORWARDER_LIMITS} from './limits.ts';
import {BreakingSink} from './testing/breaking-sink.ts';
import {startService} from './testing/running.ts';
import {ToyStore} from './testing/toy-store.ts';

const newStore = (digest: Digest = nodeDigest) => ToyStore.open(digest, new SeededRandom(1), 2);

/** `HFS1` or `HFS2`, of each segment that leaves. */
function watchVersions(store: ToyStore) {
  const versions: string[] = [];
  const sink = new BreakingSink(store, {
    request: ({bytes}) => {
      versions.push(String.fromCharCode(...bytes.slice(0, 4)));
      return false;
    },
  });
  return {sink, versions};
}

test.each([
  ['both versions', [2, 1], 'HFS2'],
  ['version 1 alone', [1], 'HFS1'],
  ['a later one beside it', [3, 2], 'HFS2'],
])('a sink that reads %s is sent what it reads', async (_, reads, expected) => {
  const store = await newStore();
  store.gateway.segmentVersions = reads;
  await store.sell(200);
  const {sink, versions} = watchVersions(store);
  const running = startService(store.forwarder({sink}), store.clock);
  await store.clock.runUntil(() => store.ledger.watermark('gateway') === 200);
  expect(new Set(versions)).toEqual(new Set([expected]));
  await running.stop();
});

test('a sink that wishes for small segments of a backlog gets small ones', async () => {
  const store = await newStore();
  await store.sell(2_000);
  const {sink} = watchVersions(store);
  Object.defineProperty(sink, 'backlogBytes', {value: 20_000});
  const sizes: number[] = [];
  const deliver = sink.deliver.bind(sink);
  sink.deliver = (segment, signal) => {
    sizes.push(segment.bytes.length);
    return deliver(segment, signal);
  };
  const running = startService(store.forwarder({sink}), store.clock);
  await store.clock.runUntil(() => store.ledger.watermark('gateway') === 2_000);
  expect(Math.max(...sizes)).toBeLessThan(24_000);
  expect(sizes.length).toBeGreaterThan(2);
  await running.stop();
});

test('a backlog leaves in few segments', async () => {
  const store = await newStore();
  await store.sell(3_000);
  const {sink, versions} = watchVersions(store);
  const running = startService(store.forwarder({sink}), store.clock);
  await store.clock.runUntil(() => store.ledger.watermark('gateway') === 3_000);
  expect(versions).toHaveLength(2);
  await running.stop();
});

test('however large a segment, others get their turn after every few of its entries', async () => {
  const work = {hashed: 0, most: 0, turns: 0};
  const store = await newStore({
    sha256: bytes => {
      work.hashed += 1;
      return nodeDigest.sha256(bytes);
    },
  });
  await store.sell(2_000);
  const sleep = store.clock.sleep.bind(store.clock);
  store.clock.sleep = (durationMs, signal) => {
    work.turns += 1;
    work.most = Math.max(work.most, work.hashed);
    work.hashed = 0;
    return sleep(durationMs, signal);
  };
  work.hashed = 0;
  const place = {ledgerId: store.ledger.ledgerId, position: 0, upTo: 2_000};
  const segment = await store.forwarder({}).segmentAfter(place);
  expect(segment).toMatchObject({first: 1, last: 2_000});
  const {entriesPerTurnMax} = FORWARDER_LIMITS;
  expect(work.turns).toBeGreaterThanOrEqual((2 * 2_000) / entriesPerTurnMax - 1); // read, packed
  expect(work.most).toBeLessThanOrEqual(entriesPerTurnMax * 6 + 8); // each in a group of its own
});

/** A disk that takes a long time to write a watermark down. */
function slowWatermarks({memory, clock}: ToyStore): void {
  const {store} = memory;
  const write = store.write.bind(store);
  store.write = async effort => {
    if (effort.watermarks?.length) await clock.sleep(5_000);
    return write(effort);
  };
}

test('the way is free for the next segment while the disk still writes what the last one led to', async () => {
  const store = await newStore();
  await store.sell(100);
  slowWatermarks(store);
  const {sink, versions} = watchVersions(store);
  const limits = {backlogEntriesMax: 10, backlogInFlightMax: 1};
  const running = startService(store.forwarder({sink, limits}), store.clock);
  await store.clock.runUntil(() => store.gateway.heldPosition(store.ledger.ledgerId) === 100);
  expect(store.clock.monotonicMs()).toBeLessThan(5_000);
  expect(versions).toHaveLength(10);
  expect(store.ledger.watermark('gateway')).toBe(0);
  await store.clock.runUntil(() => store.ledger.watermark('gateway') === 100);
  await running.stop();
  expect(running.failure()).toBeUndefined();
});

test('what is answered and not yet written down has a cap', async () => {
  const store = await newStore();
  await store.sell(100);
  slowWatermarks(store);
  const {sink, versions} = watchVersions(store);
  const limits = {backlogEntriesMax: 10, backlogInFlightMax: 1, unsettledMax: 3};
  const running = startService(store.forwarder({sink, limits}), store.clock);
  await store.clock.advance(4_000);
  expect(versions.length).toBeGreaterThanOrEqual(3);
  expect(versions.length).toBeLessThanOrEqual(4);
  await store.clock.runUntil(() => store.ledger.watermark('gateway') === 100);
  await running.stop();
});

test('an answer that names the end of what was sent is compared without reading the ledger again', async () => {
  const store = await newStore();
  await store.sell(100);
  const {ledger} = store;
  let asked = 0;
  const headAt = ledger.headAt.bind(ledger);
  ledger.headAt = position => {
    asked += 1;
    return headAt(position);
  };
  const limits = {backlogEntriesMax: 10};
  const running = startService(store.forwarder({limits}), store.clock);
  await store.clock.runUntil(() => ledger.watermark('gateway') === 100);
  expect(asked).toBe(0);
  await running.stop();
});

test('a refusal because of size is met with a smaller segment of the same version', async () => {
  const store = await newStore();
  await store.sell(400);
  const {sink, versions} = watchVersions(store);
  const deliver = sink.deliver.bind(sink);
  let refused = 0;
  sink.deliver = (segment, signal) => {
    if (segment.bytes.length <= 2_500) return deliver(segment, signal);
    refused += 1;
    throw new Fault('gateway/refused', {reason: 'tooLarge'});
  };
  const running = startService(store.forwarder({sink}), store.clock);
  await store.clock.runUntil(() => store.ledger.watermark('gateway') === 400);
  expect(refused).toBeGreaterThan(0);
  expect(new Set(versions)).toEqual(new Set(['HFS2']));
  await running.stop();
});
