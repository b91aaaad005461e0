import {nodeDigest} from '@holdfast/platform-node';
import {SeededRandom} from '@holdfast/std/testing';
import {drawGatewayIncarnation} from '@holdfast/wire';
import {expect, test} from 'vitest';
import {startService} from './testing/running.ts';
import {ToyStore} from './testing/toy-store.ts';

const random = new SeededRandom(3);

/** Forty sales, all held; the hub has deleted the first twenty. */
async function prunedStore() {
  const store = await ToyStore.open(nodeDigest, random, 2);
  await store.sell(40);
  const running = startService(store.forwarder({}), store.clock);
  await store.clock.runUntil(() => store.ledger.watermark('gateway') === 40);
  await running.stop();
  const {ledger, store: disk} = store.memory;
  const next = disk.disk.groups.find(({first}) => first === 21);
  await ledger.prune({position: 20, head: next?.headBefore}, []);
  return store;
}
const positions = (store: ToyStore) =>
  store.gateway.lines(store.ledger.ledgerId).map(({line}) => line.position);
const from = (first: number, last: number) =>
  Array.from({length: last - first + 1}, (_, at) => first + at);

test('a ledger that begins late is forwarded like any other', async () => {
  const store = await prunedStore();
  await store.sell(2);
  const running = startService(store.forwarder({}), store.clock);
  await store.clock.runUntil(() => store.ledger.watermark('gateway') === 42);
  expect(store.alarms).toEqual([]);
  await running.stop();
});

test.each([5, 0])(
  'a gateway that was restored to position %i gets what is still here, once, and the gap is alarmed once',
  async restored => {
    const store = await prunedStore();
    const {ledgerId} = store.ledger;
    const incarnation = drawGatewayIncarnation(random);
    store.gateway.restore(ledgerId, {position: restored, incarnation});
    const forwarder = store.forwarder({});
    let delivered = 0;
    const {deliver} = store.gateway;
    store.gateway.deliver = (segment, signal) => {
      delivered += 1;
      return deliver.call(store.gateway, segment, signal);
    };
    const running = startService(forwarder, store.clock);
    await store.clock.runUntil(() => positions(store).includes(40));
    await store.sell(1);
    await store.clock.runUntil(() => positions(store).includes(41));
    const sent = delivered;
    await store.clock.advance(10 * 60_000);
    expect(delivered).toBe(sent);
    expect(positions(store)).toEqual([...from(1, restored), ...from(21, 41)]);
    const missing = {ledgerId, first: restored + 1, last: 20};
    expect(store.alarms).toEqual([{kind: 'pruned', detail: missing}]);
    expect(forwarder.progress()).toMatchObject({
      state: 'stuck',
      fault: 'ledger/pruned',
      missing: [missing],
    });
    // Nothing may be deleted on the word of a gateway with a gap.
    expect(forwarder.standing(ledgerId)).toEqual({gatewayIncarnation: incarnation, heldUpTo: 0});
    await running.stop();
  },
);

test('what somebody else gave back closes the gap, and forwarding is whole again', async () => {
  const store = await prunedStore();
  const {ledgerId} = store.ledger;
  const before = store.gateway.lines(ledgerId);
  const incarnation = drawGatewayIncarnation(random);
  const kept = await store.forwarder({}).segmentAfter({ledgerId, position: 0, upTo: 40});
  expect(kept).toMatchObject({first: 21, last: 40});
  store.gateway.restore(ledgerId, {position: 5, incarnation});
  const running = startService(store.forwarder({}), store.clock);
  await store.clock.runUntil(() => positions(store).includes(40));
  store.gateway.refill(ledgerId, before.slice(5, 20));
  await store.sell(1);
  await store.clock.runUntil(() => store.ledger.watermark('gateway') === 41);
  await running.stop();
});
