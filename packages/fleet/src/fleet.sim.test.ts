import {
  createSigningKey,
  nodeDigest,
  nodeSignatureVerifier,
  systemRandom,
} from '@holdfast/platform-node';
import {isFault} from '@holdfast/std';
import {SeededRandom} from '@holdfast/std/testing';
import {drawGatewayIncarnation, noCompression} from '@holdfast/wire';
import {expect, test} from 'vitest';
import {BreakingStore, keysOf, TestGateway, TestHub, TestTill, testSale} from './testing.ts';

const SEEDS = 20;
const SALES = 12;
const STEPS = 60;

const tools = {digest: nodeDigest, compressor: noCompression, newKey: createSigningKey};
const world = {...tools, verifier: nodeSignatureVerifier, gatewayKey: await createSigningKey()};

/** What a storm did; all storms together must have seen every kind of weather. */
interface Weather {
  crashesBefore: number;
  crashesAfter: number;
  arrived: number;
  again: number;
}

/**
 * Two tills, three hubs of one store, each of which recorded some stretch of each till's journal.
 * Their segments come in any order, in any cut, again and again, to a gateway that dies before and
 * after commits. First safety: at any moment what is visible is a beginning of each journal, once.
 * Then the storm ends, each hub sends all it has, and everything must be held.
 */
async function simulate(seed: number, weather: Weather): Promise<void> {
  const random = new SeededRandom(seed);
  const store = new BreakingStore(drawGatewayIncarnation(systemRandom));
  let gateway = new TestGateway(world, store);
  const {hubs, tills} = await makeStore(gateway, random);

  let kept = false;
  for (let step = 0; step < STEPS; step++) {
    if (random.chance(12)) {
      kept = random.chance(50);
      store.breakNextCommit({code: 'database/failed', kept});
    }
    const hub = hubs[random.below(hubs.length)];
    if (!hub) continue;
    const first = 1 + random.below(hub.end);
    const segment = await hub.segment(first, first + random.below(hub.end - first + 1));
    const struckBefore = store.struck;
    try {
      const {outcome} = await gateway.fleet.accept(segment);
      if (outcome === 'arrived') weather.arrived += 1;
      if (outcome === 'alreadyHeld') weather.again += 1;
      expect(outcome).not.toBe('diverged');
    } catch (error) {
      if (!isFault(error, 'database/failed')) throw error;
      expect(store.struck).toBe(struckBefore + 1);
      const before = await gateway.stop();
      expect(before).toMatchObject({code: 'database/failed'});
      if (kept) weather.crashesAfter += 1;
      else weather.crashesBefore += 1;
      gateway = new TestGateway(world, store.reopened());
    }
    await expectBeginnings(gateway, tills);
  }
  await gateway.stop();
  gateway = new TestGateway(world, store.reopened());
  for (const hub of hubs) {
    const answer = await gateway.fleet.accept(await hub.segment(1));
    expect(answer).toMatchObject({heldPosition: hub.end});
  }
  const keys = keysOf(await gateway.stream());
  expect([...keys].sort()).toEqual(tills.flatMap(allOf).sort());
  expect(await store.counts()).toMatchObject({entriesWaiting: 0, segmentsAhead: 0});
  await gateway.stop();
}

async function makeStore(gateway: TestGateway, random: SeededRandom) {
  const place = (workstationId: string) => ({retailStoreId: '017', workstationId});
  const tills = [
    await TestTill.make(tools, place('W01')),
    await TestTill.make(tools, place('W02')),
  ];
  for (const till of tills) {
    for (let sale = 0; sale < SALES; sale++) await till.write(testSale());
  }
  const hubs: TestHub[] = [];
  for (let ledger = 1; ledger <= 3; ledger++) {
    const hub = await TestHub.open(tools, {retailStoreId: '017', ledger});
    await gateway.enrol(hub);
    for (const till of tills) await hub.admit(till.place.workstationId, till);
    // Hubs 1 and 2 each miss one end of the journals; hub 3 has some middle of them.
    const from = ledger === 1 ? 0 : random.below(SALES / 2);
    const to = ledger === 2 ? SALES : from + 1 + random.below(SALES - from);
    const covered = ledger === 1 ? SALES / 2 : to;
    const lanes = tills.map(till => till.entries.slice(from, covered));
    while (lanes.some(lane => lane.length > 0)) {
      const entry = lanes[random.below(lanes.length)]?.shift();
      if (entry) hub.record(entry);
    }
    hubs.push(hub);
  }
  return {hubs, tills};
}

async function expectBeginnings(gateway: TestGateway, tills: readonly TestTill[]): Promise<void> {
  const keys = keysOf(await gateway.stream(7));
  for (const till of tills) {
    const own = keys.filter(key => key.startsWith(`${till.place.workstationId}/`));
    expect(own).toEqual(allOf(till).slice(0, own.length));
  }
}

function allOf(till: TestTill): string[] {
  return till.entries.map(({header}) => `${header.workstationId}/${header.sequenceNumber}`);
}

test('in any storm each journal is visible from its beginning, once; after it, to its end', async () => {
  const weather: Weather = {crashesBefore: 0, crashesAfter: 0, arrived: 0, again: 0};
  for (let seed = 1; seed <= SEEDS; seed++) {
    try {
      await simulate(seed, weather);
    } catch (cause) {
      throw new Error(`seed ${seed}`, {cause});
    }
  }
  for (const seen of Object.values(weather)) expect(seen).toBeGreaterThan(0);
}, 60_000);
