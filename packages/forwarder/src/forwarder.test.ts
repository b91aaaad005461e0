import type {LedgerReader} from '@holdfast/ledger';
import {nodeDigest} from '@holdfast/platform-node';
import {Fault, toHex} from '@holdfast/std';
import {SeededRandom} from '@holdfast/std/testing';
import {drawGatewayIncarnation, type LedgerEntry} from '@holdfast/wire';
import {expect, test} from 'vitest';
import {FORWARDER_LIMITS} from './limits.ts';
import {oldestUnsentMs} from './progress.ts';
import {BreakingSink} from './testing/breaking-sink.ts';
import {startService} from './testing/running.ts';
import {ToyStore} from './testing/toy-store.ts';

const newStore = (tills = 2) => ToyStore.open(nodeDigest, new SeededRandom(1), tills);

const heldBy = (store: ToyStore, ledger: LedgerReader = store.ledger) =>
  store.gateway.lines(ledger.ledgerId).map(({line}) => line.position);

/** A gateway that takes `delayMs` and notes what left, in order. */
function slowSink(store: ToyStore, delayMs: number) {
  const sink = new BreakingSink(store, {});
  const sent: {first: number; last: number; traffic: string; atMs: number}[] = [];
  const underWay = {now: 0, max: 0};
  sink.deliver = async (segment, signal) => {
    const {first, last, traffic} = segment;
    sent.push({first, last, traffic, atMs: store.clock.monotonicMs()});
    underWay.now += 1;
    underWay.max = Math.max(underWay.max, underWay.now);
    await store.clock.sleep(delayMs, signal);
    underWay.now -= 1;
    return store.gateway.deliver(segment, signal);
  };
  return {sink, sent, underWay};
}

test('what is recorded is held, in order, and the watermark follows', async () => {
  const store = await newStore();
  await store.sell(3);
  const running = startService(store.forwarder({}), store.clock);
  await store.clock.runUntil(() => store.ledger.watermark('gateway') === 3);
  await store.sell(2);
  await store.clock.runUntil(() => store.ledger.watermark('gateway') === 5);
  expect(heldBy(store)).toEqual([1, 2, 3, 4, 5]);
  await running.stop();
});

test('held statements come back and are kept', async () => {
  const store = await newStore();
  await store.sell(5);
  const running = startService(store.forwarder({}), store.clock);
  await store.clock.runUntil(() => store.ledger.watermark('gateway') === 5);
  expect(store.ledger.heldStatement(store.journalId(0))?.sequenceNumber).toBe(3);
  expect(store.ledger.heldStatement(store.journalId(1))?.sequenceNumber).toBe(2);
  expect(store.alarms).toEqual([]);
  await running.stop();
});

test('a new sale arrives ahead of a backlog, which goes several segments at a time', async () => {
  const store = await newStore();
  await store.sell(200);
  const {sink, sent, underWay} = slowSink(store, 400);
  const limits = {backlogEntriesMax: 10};
  const running = startService(store.forwarder({sink, limits}), store.clock);
  await store.clock.advance(1_000);
  await store.sell(1);
  await store.clock.runUntil(() => heldBy(store).includes(201));
  expect(store.ledger.watermark('gateway')).toBeLessThan(200);
  await store.clock.runUntil(() => store.ledger.watermark('gateway') === 201);
  const fresh = sent.filter(({traffic}) => traffic === 'fresh');
  expect(fresh).toEqual([{first: 201, last: 201, traffic: 'fresh', atMs: 1_000}]);
  expect(underWay.max).toBe(9); // eight of the backlog and one fresh
  await running.stop();
});

test('sales that come while one segment is under way share the next', async () => {
  const store = await newStore();
  const {sink, sent} = slowSink(store, 150);
  const running = startService(store.forwarder({sink}), store.clock);
  await store.clock.advance(10);
  for (let sale = 0; sale < 6; sale++) {
    await store.sell(1);
    await store.clock.advance(20);
  }
  await store.clock.runUntil(() => store.ledger.watermark('gateway') === 6);
  expect(sent.map(({first, last}) => [first, last])).toEqual([
    [1, 1],
    [2, 6],
  ]);
  await running.stop();
});

test('a fresh segment that hangs does not hold up the next', async () => {
  const store = await newStore();
  const {sink, sent} = slowSink(store, 5_000);
  const running = startService(store.forwarder({sink}), store.clock);
  await store.sell(1);
  await store.clock.advance(10);
  await store.sell(1);
  await store.clock.advance(300);
  expect(sent.map(({first}) => first)).toEqual([1, 2]);
  await running.stop();
});

test('earlier ledgers of the hub are forwarded too, and before the current backlog', async () => {
  const store = await newStore();
  await store.sell(70);
  const {ledger: older} = await store.openLedger();
  await store.sell(70, {into: older});
  const {ledger: old} = await store.openLedger();
  await store.sell(70, {into: old});
  const {sink, sent} = slowSink(store, 10);
  const forwarder = store.forwarder({sink, previous: [older, old]});
  expect(forwarder.progress().backlogEntries).toBe(210);
  const running = startService(forwarder, store.clock);
  await store.clock.runUntil(() => forwarder.progress().backlogEntries === 0);
  for (const ledger of [older, old, store.ledger]) {
    expect(heldBy(store, ledger)).toHaveLength(70);
    expect(ledger.watermark('gateway')).toBe(70);
  }
  expect(sent).toHaveLength(3);
  await running.stop();
});

test('a run whose newest signature is not its key’s travels without it, and that is said once', async () => {
  const store = await newStore(1);
  await store.sell(2, {badSignature: true});
  let lost = 0;
  const sink = new BreakingSink(store, {
    times: 2,
    answer: () => {
      lost += 1;
      throw new Fault('gateway/unreachable');
    },
  });
  const running = startService(store.forwarder({sink}), store.clock);
  await store.clock.runUntil(() => store.ledger.watermark('gateway') === 2);
  expect(lost).toBe(2);
  const signatures = (entries: LedgerEntry[]) => entries.map(({entry}) => entry.signature);
  expect(signatures(store.gateway.lines(store.ledger.ledgerId))).toEqual([undefined, undefined]);
  expect(store.alarms).toMatchObject([{kind: 'badSignature', detail: {sequenceNumber: 2}}]);
  await running.stop();
});

test('a good signature travels with the newest entry of its lane', async () => {
  const store = await newStore(2);
  await store.sell(4);
  const running = startService(store.forwarder({}), store.clock);
  await store.clock.runUntil(() => store.ledger.watermark('gateway') === 4);
  const signed = store.gateway
    .lines(store.ledger.ledgerId)
    .map(({entry}) => entry.signature !== undefined);
  expect(signed).toEqual([false, false, true, true]);
  await running.stop();
});

test('a gateway that shows another incarnation is asked again, and refilled', async () => {
  const store = await newStore();
  await store.sell(6);
  const running = startService(store.forwarder({}), store.clock);
  await store.clock.runUntil(() => store.ledger.watermark('gateway') === 6);
  const incarnation = drawGatewayIncarnation(new SeededRandom(4));
  store.gateway.restore(store.ledger.ledgerId, {position: 2, incarnation});
  store.gateway.revived.publish({gatewayIncarnation: incarnation});
  await store.clock.runUntil(() => heldBy(store).length === 6);
  expect(store.ledger.watermark('gateway')).toBe(6);
  await running.stop();
});

test('a sink that holds more of this ledger than the hub says where the hub’s tail ended', async () => {
  const store = await newStore();
  await store.sell(8);
  const running = startService(store.forwarder({}), store.clock);
  await store.clock.runUntil(() => store.ledger.watermark('gateway') === 8);
  await running.stop();
  await store.loseTail(5);
  const again = startService(store.forwarder({}), store.clock);
  await store.clock.advance(1_000);
  const detail = {reason: 'sinkAhead', lastCommonPosition: 5, sinkPosition: 8};
  expect(store.alarms).toMatchObject([{kind: 'diverged', detail}]);
  await again.stop();
});

test('of two branches, the hub learns the last position they share', async () => {
  const store = await newStore();
  await store.sell(8);
  const running = startService(store.forwarder({}), store.clock);
  await store.clock.advance(1_000);
  expect(store.ledger.watermark('gateway')).toBe(8);
  await running.stop();
  await store.loseTail(5);
  await store.sell(4);
  const forwarder = store.forwarder({});
  const again = startService(forwarder, store.clock);
  await store.clock.advance(1_000);
  const detail = {reason: 'headsDiffer', lastCommonPosition: 5, sinkPosition: 8};
  expect(store.alarms).toMatchObject([{kind: 'diverged', detail}]);
  expect(forwarder.progress().state).toBe('diverged');
  await again.stop();
});

test('while the sink is away it is tried ever more seldom, and at once when it is back', async () => {
  const store = await newStore();
  let [tries, away] = [0, true];
  const sink = new BreakingSink(store, {
    request: () => {
      tries += 1;
      if (away) throw new Fault('gateway/unreachable');
      return false;
    },
  });
  const forwarder = store.forwarder({sink});
  const running = startService(forwarder, store.clock);
  await store.sell(1);
  await store.clock.advance(50_000);
  expect(tries).toBeLessThan(20);
  expect(forwarder.progress()).toMatchObject({state: 'waiting', fault: 'gateway/unreachable'});
  expect(oldestUnsentMs(forwarder.progress(), store.clock.wallMs())).toBe(50_000);
  away = false;
  store.gateway.revived.publish({gatewayIncarnation: store.gateway.incarnation});
  await store.clock.advance(1);
  expect(store.ledger.watermark('gateway')).toBe(1);
  await store.clock.advance(1_000);
  expect(forwarder.progress()).toMatchObject({state: 'idle', backlogEntries: 0});
  await running.stop();
});

test('one entry that is too large for the road is stuck; all others pass', async () => {
  const store = await newStore(1);
  await store.sell(5);
  await store.sell(1, {bodyBytes: 5_000});
  await store.sell(5);
  const sink = new BreakingSink(store, {
    request: ({bytes}) => {
      if (bytes.length > 4_000) throw new Fault('gateway/refused', {reason: 'tooLarge'});
      return false;
    },
  });
  const forwarder = store.forwarder({sink});
  const running = startService(forwarder, store.clock);
  await store.clock.runUntil(() => heldBy(store).length === 10);
  await store.clock.advance(1_000);
  expect(heldBy(store)).toEqual([1, 2, 3, 4, 5, 7, 8, 9, 10, 11]);
  expect(forwarder.progress()).toMatchObject({state: 'stuck', heldPosition: 5, asideEntries: 1});
  const struck = sink.struck;
  await store.clock.advance(120_000);
  expect(sink.struck - struck).toBeLessThanOrEqual(4);
  await running.stop();
});

test('a hub that head office refuses asks once a minute, not in a loop', async () => {
  const store = await newStore();
  const sink = new BreakingSink(store, {
    request: () => {
      throw new Fault('gateway/refused', {reason: 'unauthorized'});
    },
  });
  await store.sell(3);
  const forwarder = store.forwarder({sink});
  const running = startService(forwarder, store.clock);
  await store.clock.advance(600_000);
  expect(sink.struck).toBeGreaterThan(5);
  expect(sink.struck).toBeLessThan(25);
  expect(forwarder.progress()).toMatchObject({state: 'stuck', fault: 'gateway/refused'});
  await running.stop();
});

test('what is under way at a stop is finished; then nothing more is sent', async () => {
  const store = await newStore();
  const {sink, sent} = slowSink(store, 500);
  await store.sell(1);
  const running = startService(store.forwarder({sink}), store.clock);
  await store.clock.advance(10);
  const stopped = running.stop();
  await store.sell(1);
  await stopped;
  expect(store.ledger.watermark('gateway')).toBe(1);
  expect(sent).toHaveLength(1);
});

test('a forwarder with nothing under way does not wait for it when it stops: its process can end', async () => {
  const store = await newStore();
  await store.sell(3);
  const {clock} = store;
  const sleep = clock.sleep.bind(clock);
  const asleepMs: number[] = [];
  clock.sleep = async (durationMs, signal) => {
    asleepMs.push(durationMs);
    await sleep(durationMs, signal);
    asleepMs.splice(asleepMs.indexOf(durationMs), 1);
  };
  const stop = new AbortController();
  const ended = store.forwarder({}).run(stop.signal, () => {});
  await clock.runUntil(() => store.ledger.watermark('gateway') === 3);
  stop.abort();
  await clock.advance(0);
  await ended;
  await clock.advance(0);
  expect(asleepMs).not.toContain(FORWARDER_LIMITS.drainMs);
});

test('an exchange that never ends does not keep the hub from stopping', async () => {
  const store = await newStore();
  const {sink} = slowSink(store, 1_000_000);
  await store.sell(1);
  const running = startService(store.forwarder({sink}), store.clock);
  await store.clock.advance(10);
  await running.stop();
  expect(running.failure()).toBeUndefined();
});

test('progress is published when it changes, and not while nothing does', async () => {
  const store = await newStore();
  const forwarder = store.forwarder({});
  const states: string[] = [];
  forwarder.progressed.subscribe(({state, heldPosition}) =>
    states.push(`${state} ${heldPosition}`),
  );
  const running = startService(forwarder, store.clock);
  await store.clock.advance(5_000);
  await store.sell(1);
  await store.clock.advance(60_000);
  expect(states).toEqual(['idle 0', 'idle 1']);
  await running.stop();
});

test('what head office holds is what the hub recorded, byte for byte', async () => {
  const store = await newStore(3);
  await store.sell(30);
  const running = startService(store.forwarder({}), store.clock);
  await store.clock.runUntil(() => store.ledger.watermark('gateway') === 30);
  const {entries} = await store.ledger.readAfter(0, {entriesMax: 99, bodyBytesMax: 1e6});
  const bytesOf = (list: readonly LedgerEntry[]) =>
    list.map(({entry}) => [toHex(entry.headerBytes), toHex(entry.body ?? new Uint8Array())]);
  expect(bytesOf(store.gateway.lines(store.ledger.ledgerId))).toEqual(bytesOf(entries));
  await running.stop();
});

test('segments for a stick run on from any position, and end where they are told to', async () => {
  const store = await newStore();
  await store.sell(7);
  const forwarder = store.forwarder({limits: {backlogEntriesMax: 3}});
  const {ledgerId} = store.ledger;
  const taken: number[][] = [];
  let position = 0;
  for (let segment = 0; segment < 10; segment++) {
    const next = await forwarder.segmentAfter({ledgerId, position, upTo: 6});
    if (!next) break;
    taken.push([next.first, next.last]);
    position = next.last;
    await store.gateway.deliver(next, new AbortController().signal);
  }
  expect(taken).toEqual([
    [1, 3],
    [4, 6],
  ]);
  expect(heldBy(store)).toEqual([1, 2, 3, 4, 5, 6]);
  const {ledger: strange} = await store.openLedger();
  const elsewhere = {ledgerId: strange.ledgerId, position: 0, upTo: 9};
  expect(await forwarder.segmentAfter(elsewhere)).toBeUndefined();
});

test('a sink that never answers holds up neither the ledger nor another sink', async () => {
  const store = await newStore();
  const deaf = new BreakingSink(store, {});
  const standby = {
    name: 'standby',
    revived: deaf.revived,
    deliver: () => new Promise<never>(() => {}),
    ledgerStatus: () => new Promise<never>(() => {}),
  };
  const waiting = startService(store.forwarder({sink: standby, limits: {drainMs: 1}}), store.clock);
  const running = startService(store.forwarder({}), store.clock);
  await store.sell(100);
  await store.clock.runUntil(() => store.ledger.watermark('gateway') === 100);
  expect(store.ledger.watermark('standby')).toBe(0);
  await running.stop();
  waiting.stop().catch(() => {});
});
