import {nodeDigest} from '@holdfast/platform-node';
import {utf8Encode} from '@holdfast/std';
import {SeededRandom, toySigningKey} from '@holdfast/std/testing';
import {drawGatewayIncarnation} from '@holdfast/wire';
import {afterEach, expect, test} from 'vitest';
import type {WanAnswer} from './ports.ts';
import {storeState} from './store-state.ts';
import {endNetworks, Network, type Place} from './testing/network.ts';
import {FakeGatewayDoor} from './testing.ts';

const FIBRE = {name: 'fibre'};
const DSL = {name: 'dsl'};
const LTE = {name: '4g', metered: true};

const started = (...places: readonly Place[]) => new Network(nodeDigest, places).start();
afterEach(endNetworks);

/** A sale every 100 ms; `at` is called before each. Answers with how long each took to arrive. */
async function sellFor(seconds: number, network: Network, at: (sale: number) => void) {
  const took: Promise<number>[] = [];
  for (let sale = 0; sale < seconds * 10; sale++) {
    at(sale);
    took.push(network.send('fresh').then(({tookMs}) => tookMs));
    await network.clock.advance(100);
  }
  await network.clock.advance(30_000);
  return Promise.all(took);
}

test('every way that head office answers over becomes healthy', async () => {
  const network = await started(FIBRE, DSL, LTE);
  expect(network.states()).toBe('fibre healthy, dsl healthy, 4g healthy');
});

test('losing one of two unmetered ways takes fresh sales no time', async () => {
  const network = await started(FIBRE, DSL);
  const took = await sellFor(20, network, sale => {
    if (sale === 100) network.way('fibre').weather = 'blackhole';
  });
  expect(Math.max(...took)).toBe(20);
  expect(network.segments('fibre')).toBeGreaterThan(100); // the loss did strike
  expect(network.segments('fibre')).toBeLessThan(150);
});

test('with a metered way behind one unmetered, a loss costs one late answer', async () => {
  const network = await started(FIBRE, LTE);
  const took = await sellFor(20, network, sale => {
    if (sale === 99) expect(network.segments('4g')).toBe(0);
    if (sale === 100) network.way('fibre').weather = 'blackhole';
  });
  expect(Math.max(...took.slice(0, 100))).toBe(20);
  expect(Math.max(...took)).toBeGreaterThan(20);
  expect(Math.max(...took)).toBeLessThan(150);
  expect(network.segments('4g')).toBe(100);
});

test('a late request is sent again elsewhere; the first runs on, and counts when it answers', async () => {
  const network = await started(FIBRE, LTE);
  network.way('fibre').rttMs = 2_500;
  const sent = network.send('fresh');
  await network.clock.advance(1_000);
  expect((await sent).tookMs).toBeLessThan(200);
  expect([network.segments('fibre'), network.segments('4g')]).toEqual([1, 1]);
  await network.clock.advance(60_000);
  const [fibre] = network.group.snapshots();
  expect(fibre?.rttMs).toBeGreaterThan(1_000);
});

test('a slow way is learned, and no longer late for being slow', async () => {
  const network = await started(FIBRE, LTE);
  network.way('fibre').rttMs = 700;
  await network.clock.advance(120_000);
  const before = network.segments('4g');
  const sent = network.send('fresh');
  await network.clock.advance(2_000);
  expect((await sent).tookMs).toBe(700);
  expect(network.segments('4g')).toBe(before);
});

const html: WanAnswer = {
  status: 200,
  body: utf8Encode('<html>Welcome to the airport</html>'),
  signature: '',
};

test('a captive portal’s 200 never counts as up', async () => {
  const network = new Network(nodeDigest, [FIBRE]);
  network.way('fibre').tamper = () => html;
  await network.start();
  const states = new Set<string>();
  for (let second = 0; second < 60; second++) {
    await network.clock.advance(1_000);
    states.add(network.states());
  }
  expect(states).not.toContain('fibre healthy');
  expect(network.group.snapshots()[0]?.fault?.code).toBe('gateway/untrusted');
  expect(network.probes('fibre')).toBeGreaterThan(10);
  expect(await network.outcome('fresh')).toBe('gateway/unreachable allDown');
});

test('an answer to another request is refused, though the gateway signed it', async () => {
  const network = new Network(nodeDigest, [FIBRE]);
  let replays = 0;
  let first: WanAnswer | undefined;
  network.way('fibre').tamper = answer => {
    if (first) replays += 1;
    first ??= answer;
    return first;
  };
  await network.start();
  expect(network.states()).toBe('fibre healthy'); // the first was genuine
  await network.clock.advance(20_000);
  expect(replays).toBeGreaterThan(2);
  expect(network.states()).toBe('fibre down');
});

test('an answer that somebody else signed is refused', async () => {
  const network = new Network(nodeDigest, [FIBRE]);
  const mallory = new FakeGatewayDoor(
    {clock: network.clock, digest: nodeDigest, gatewayKey: toySigningKey(nodeDigest, 'mallory')},
    network.door.incarnation,
  );
  network.way('fibre').tamper = (_, request) => mallory.answer(request, '192.0.2.1');
  await network.start();
  await network.clock.advance(10_000);
  expect(network.states()).toBe('fibre down');
});

test.each([0, 500, 1_000, 1_500, 2_000, 2_500, 2_999])(
  'with every way dead, an idle store is offline within ten seconds (cut %i ms after a probe)',
  async sinceProbeMs => {
    const network = await started(FIBRE, DSL);
    const probes = network.probes('fibre');
    await network.clock.runUntil(() => network.probes('fibre') > probes, {stepMs: 1});
    await network.clock.advance(20 + sinceProbeMs);
    const see = () => ({
      uplinks: network.group.snapshots(),
      backlog: {entries: 0, oldestMs: 0},
      forwarding: 'idle' as const,
      monotonicMs: network.clock.monotonicMs(),
      wallMs: network.clock.wallMs(),
    });
    let state = storeState(undefined, see());
    for (const way of network.ways.values()) way.weather = 'blackhole';
    const cutMs = network.clock.monotonicMs();
    await network.clock.runUntil(
      () => {
        state = storeState(state, see());
        return state.state === 'offline';
      },
      {stepMs: 50},
    );
    expect(network.clock.monotonicMs() - cutMs).toBeLessThanOrEqual(10_050);
  },
);

test('a way that was down comes back by itself, and that is said', async () => {
  const network = await started(FIBRE);
  const revived: number[] = [];
  network.group.revived.subscribe(() => revived.push(network.clock.monotonicMs()));
  network.way('fibre').weather = 'cut';
  await network.clock.advance(60_000);
  expect(network.states()).toBe('fibre down');
  network.way('fibre').weather = 'open';
  const openMs = network.clock.monotonicMs();
  await network.clock.runUntil(() => network.states() === 'fibre healthy');
  expect(network.clock.monotonicMs() - openMs).toBeLessThan(6_000);
  expect(revived).toHaveLength(1);
});

test('a sale that was sent into a dead line is sent again as soon as the line is back', async () => {
  const network = await started(FIBRE);
  network.way('fibre').weather = 'blackhole';
  const sent = network.send('fresh');
  await network.clock.advance(3_000); // late, and the way suspect, but neither given up
  expect(network.states()).toBe('fibre suspect');
  network.way('fibre').weather = 'open';
  await network.clock.advance(3_000);
  expect((await sent).tookMs).toBeLessThan(5_000);
  expect(network.segments('fibre')).toBe(2);
});

test('a way that goes down lets go of all that waits on it', async () => {
  const network = await started(FIBRE);
  network.way('fibre').weather = 'blackhole';
  const given = new Set<number>();
  for (let sale = 0; sale < 4; sale++) {
    void network.send('fresh').catch(() => given.add(sale));
  }
  await network.clock.runUntil(() => network.states() === 'fibre down', {stepMs: 10});
  await network.clock.advance(1);
  expect(given.size).toBe(4);
});

test('another incarnation of the gateway is noticed by a probe', async () => {
  const network = await started(FIBRE);
  const shown: string[] = [];
  network.group.revived.subscribe(({gatewayIncarnation}) => shown.push(gatewayIncarnation));
  network.door.incarnation = drawGatewayIncarnation(new SeededRandom(77));
  await network.clock.advance(10_000);
  expect(shown).toEqual([network.door.incarnation]);
});

test('a backlog is striped over unmetered ways by what they carry, and spares the metered one', async () => {
  const network = await started(FIBRE, DSL, LTE);
  network.way('fibre').bytesPerMs = 300;
  network.way('dsl').bytesPerMs = 100;
  const segments = Array.from({length: 60}, () => network.send('backlog', 100_000));
  const startMs = network.clock.monotonicMs();
  await network.clock.advance(120_000);
  const tookMs = Math.max(...(await Promise.all(segments)).map(({tookMs}) => tookMs));
  expect(network.segments('4g')).toBe(0);
  const share = network.segments('fibre') / 60;
  expect(share).toBeGreaterThan(0.65);
  expect(share).toBeLessThan(0.85);
  expect(tookMs).toBeLessThan((60 * 100_000) / 400 + 3_000); // close to both together
  expect(startMs).toBeGreaterThan(0);
});

test('a way has a bounded number of backlog segments under way', async () => {
  const network = await started(FIBRE);
  network.way('fibre').bytesPerMs = 10;
  const sent = Array.from({length: 12}, () => network.send('backlog', 20_000));
  await network.clock.advance(100);
  expect(network.segments('fibre')).toBe(2); // a second's worth of what it is believed to carry
  await network.clock.advance(120_000);
  await Promise.all(sent);
  expect(network.segments('fibre')).toBe(12);
});

test('however fast a way is, it has four backlog segments under way', async () => {
  const network = await started(FIBRE);
  network.way('fibre').bytesPerMs = 10_000;
  const sendSome = () => Array.from({length: 12}, () => network.send('backlog', 100_000));
  const learned = sendSome();
  await network.clock.advance(60_000);
  await Promise.all(learned);
  const before = network.segments('fibre');
  const sent = sendSome();
  await network.clock.advance(1);
  expect(network.segments('fibre') - before).toBe(4);
  await network.clock.advance(60_000);
  await Promise.all(sent);
});

test('a blackholed way loses its share of the backlog to the other', async () => {
  const network = await started(FIBRE, DSL);
  network.way('fibre').weather = 'blackhole';
  const sent = Array.from({length: 6}, () => network.send('backlog', 20_000));
  await network.clock.advance(120_000);
  expect((await Promise.all(sent)).map(({content}) => content)).toHaveLength(6);
  expect(network.segments('fibre')).toBeGreaterThan(0);
  expect(network.segments('dsl')).toBe(6);
});

const BUDGETED = {...LTE, monthlyBudgetBytes: 200_000};

test('a metered way carries a backlog only without another, and only within its budget', async () => {
  const network = await started(FIBRE, BUDGETED);
  expect(await network.outcome('backlog', 100_000)).toBe('taken');
  expect(network.segments('4g')).toBe(0);
  network.way('fibre').weather = 'cut';
  await network.clock.advance(10_000);
  expect(await network.outcome('backlog', 100_000)).toBe('taken');
  expect(await network.outcome('backlog', 100_000)).toBe('uplink/over-budget');
  expect(network.segments('4g')).toBe(1);
});

test('at the end of the budget fresh sales still pass, and a new month opens it', async () => {
  const network = await started(BUDGETED);
  for (let sale = 0; sale < 30; sale++)
    expect(await network.outcome('fresh', 10_000)).toBe('taken');
  expect(network.group.snapshots()[0]?.usedBytes).toBeGreaterThan(200_000);
  expect(await network.outcome('backlog', 20_000)).toBe('uplink/over-budget');
  network.clock.wallOffsetMs += 31 * 86_400_000;
  await network.clock.advance(60_000);
  expect(await network.outcome('backlog', 20_000)).toBe('taken');
});

test('what was used of a budget outlives a restart', async () => {
  const before = await started(BUDGETED);
  expect(await before.outcome('fresh', 150_000)).toBe('taken');
  await before.clock.advance(40_000);
  const [memory] = before.memories.saved;
  expect(memory?.usedBytes).toBeGreaterThan(150_000);
  const after = new Network(nodeDigest, [BUDGETED], {remembered: before.memories.saved});
  await after.start();
  expect(await after.outcome('backlog', 60_000)).toBe('uplink/over-budget');
});

test('a metered way that nobody needs is hardly ever probed', async () => {
  const network = await started(FIBRE, LTE);
  const [fibre, lte] = [network.probes('fibre'), network.probes('4g')];
  await network.clock.advance(3_600_000);
  expect(network.probes('fibre') - fibre).toBeGreaterThan(1_000);
  expect(network.probes('4g') - lte).toBeLessThanOrEqual(12);
});

test('sales are probes: a busy way is not asked besides', async () => {
  const network = await started(FIBRE);
  const probes = network.probes('fibre');
  await sellFor(60, network, () => {});
  expect(network.probes('fibre') - probes).toBeLessThanOrEqual(11); // of the half minute after the last sale
});

test('a paused way carries nothing, not even probes, until it is resumed', async () => {
  const network = await started(FIBRE, DSL);
  await network.group.pause('fibre');
  const before = network.way('fibre').requests.length;
  await network.clock.advance(60_000);
  expect(await network.outcome('fresh')).toBe('taken');
  expect(network.way('fibre').requests).toHaveLength(before);
  await network.group.resume('fibre');
  await network.clock.advance(1_000);
  expect(network.states()).toBe('fibre healthy, dsl healthy');
  await expect(network.group.pause('isdn')).rejects.toThrow('request/not-found');
});

test('what a person wished of a way holds over a restart, until it is taken back', async () => {
  const before = await started(FIBRE, DSL, LTE);
  await before.group.pause('dsl');
  await before.group.prefer('4g');
  const remembered = before.memories.saved;
  const after = await new Network(nodeDigest, [FIBRE, DSL, LTE], {remembered}).start();
  expect(await after.outcome('fresh')).toBe('taken');
  expect(['fibre', 'dsl', '4g'].map(name => after.segments(name))).toEqual([1, 0, 1]);
  await after.group.resume('dsl');
  await after.group.prefer(undefined);
  expect(after.memories.saved.map(({wish}) => wish)).toEqual([undefined, undefined, undefined]);
});

test('a metered way that a person prefers carries sales beside the others', async () => {
  const network = await started(FIBRE, LTE);
  await network.group.prefer('4g');
  expect(await network.outcome('fresh')).toBe('taken');
  expect(network.segments('4g')).toBe(1);
  await network.group.prefer(undefined);
  expect(await network.outcome('fresh')).toBe('taken');
  expect(network.segments('4g')).toBe(1);
});

test('a router that falls back to mobile data is noticed, and its bytes are spared', async () => {
  const network = await started({...FIBRE, routerFallsBack: true}, DSL);
  network.way('fibre').sourceAddress = '198.51.100.7';
  await network.clock.advance(5_000);
  const changed = network.events.filter(({kind}) => kind === 'sourceChanged');
  const sourceAddress = '198.51.100.7';
  expect(changed).toEqual([{kind: 'sourceChanged', uplink: 'fibre', sourceAddress}]);
  expect(network.group.snapshots()[0]).toMatchObject({metered: true, sourceChanged: true});
  expect(await network.outcome('fresh')).toBe('taken');
  expect([network.segments('fibre'), network.segments('dsl')]).toEqual([0, 1]);
  network.group.acceptSource('fibre');
  expect(network.group.snapshots()[0]).toMatchObject({metered: false, sourceChanged: false});
});

test.each([
  {status: 403, outcome: 'gateway/refused unauthorized'},
  {status: 413, outcome: 'gateway/refused tooLarge'},
  {status: 426, outcome: 'gateway/refused version'},
  {status: 400, outcome: 'gateway/refused no such ledger'},
  {status: 503, outcome: 'gateway/busy no such ledger'},
])('the gateway’s own $status is final: $outcome', async ({status, outcome}) => {
  const network = await started(FIBRE, LTE);
  network.door.serve = () => ({status, content: {title: 'no such ledger'}});
  expect(await network.outcome('fresh')).toBe(outcome);
  expect(network.segments('4g')).toBe(0);
  expect(network.states()).toBe('fibre healthy, 4g healthy');
});

test('a proxy’s 413 says that a smaller request may pass, and nothing about the way', async () => {
  const network = await started(FIBRE);
  network.way('fibre').tamper = (answer, {path}) =>
    path === '/v1/segments' ? {status: 413, body: utf8Encode('nginx'), signature: ''} : answer;
  expect(await network.outcome('fresh')).toBe('gateway/refused tooLarge');
  expect(network.states()).toBe('fibre healthy');
});

test('a proxy’s error page on one way does not keep the other from answering', async () => {
  const network = await started(FIBRE, DSL);
  network.way('fibre').tamper = () => ({status: 502, body: utf8Encode('bad'), signature: ''});
  expect(await network.outcome('fresh')).toBe('taken');
  await network.clock.advance(20_000);
  expect(network.states()).toBe('fibre down, dsl healthy');
});

test('an adapter that ignores an abort holds nobody up', async () => {
  const network = await started(FIBRE);
  network.way('fibre').exchange = () => new Promise(() => {});
  expect(await network.outcome('fresh')).toBe('gateway/unreachable timeout');
});

test('stopping closes every way and saves what was used', async () => {
  const network = await started(FIBRE, LTE);
  await endNetworks();
  expect([...network.ways.values()].map(({closed}) => closed)).toEqual([true, true]);
  expect(network.memories.saved.map(({name}) => name)).toEqual(['fibre', '4g']);
});
