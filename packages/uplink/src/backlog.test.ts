import {nodeDigest} from '@holdfast/platform-node';
import {afterEach, expect, test} from 'vitest';
import {endNetworks, Network, type Place} from './testing/network.ts';

const started = (...places: readonly Place[]) => new Network(nodeDigest, places).start();
afterEach(endNetworks);

const FORWARDED_AT_ONCE = 8;
const LEARN_MS = 10_000;
const MEASURE_MS = 30_000;

interface Line {
  readonly name: string;
  readonly bytesPerMs: number;
  readonly rttMs: number;
  readonly metered?: boolean;
}

const FIBRE: Line = {name: 'fibre', bytesPerMs: 125, rttMs: 20};
const DSL: Line = {name: 'dsl', bytesPerMs: 62, rttMs: 60};

async function over(...lines: readonly Line[]): Promise<Network> {
  const network = await started(...lines.map(({name, metered = false}) => ({name, metered})));
  for (const {name, bytesPerMs, rttMs} of lines)
    Object.assign(network.way(name), {bytesPerMs, rttMs});
  return network;
}

/** Sends as a forwarder does, segments of the size that is wished; counts what arrived. */
function drain(network: Network): {arrivedBytes: number; readonly sizes: number[]} {
  const drained = {arrivedBytes: 0, sizes: [] as number[]};
  const sendOn = async () => {
    for (;;) {
      const bytes = Math.floor(network.group.backlogBytes);
      drained.sizes.push(bytes);
      try {
        await network.send('backlog', bytes);
      } catch {
        return; // the test is over
      }
      drained.arrivedBytes += bytes;
    }
  };
  for (let lane = 0; lane < FORWARDED_AT_ONCE; lane++) void sendOn();
  return drained;
}

/** Bytes a millisecond, once the lines are known. */
async function rateOver(...lines: readonly Line[]): Promise<number> {
  const network = await over(...lines);
  const drained = drain(network);
  await network.clock.advance(LEARN_MS);
  const before = drained.arrivedBytes;
  await network.clock.advance(MEASURE_MS);
  return (drained.arrivedBytes - before) / MEASURE_MS;
}

test.each([
  ['two lines, one twice as fast', FIBRE, DSL],
  ['two equal lines', FIBRE, {...FIBRE, name: 'other'}],
  ['a fast line and one of a twelfth', {...FIBRE, bytesPerMs: 750}, DSL],
])('over %s a backlog drains as fast as over both alone together', async (_, one, other) => {
  const alone = (await rateOver(one)) + (await rateOver(other));
  expect(await rateOver(one, other)).toBeGreaterThanOrEqual(0.95 * alone);
});

test('a line that only carries a backlog is used to nine tenths and more', async () => {
  expect(await rateOver(DSL)).toBeGreaterThan(0.9 * DSL.bytesPerMs);
});

test('a fresh sale on a slow line waits for a second and a half of backlog at most', async () => {
  const network = await over(DSL);
  drain(network);
  await network.clock.advance(20_000);
  const took: Promise<number>[] = [];
  for (let sale = 0; sale < 50; sale++) {
    took.push(network.send('fresh').then(({tookMs}) => tookMs));
    await network.clock.advance(700);
  }
  await network.clock.advance(5_000);
  expect(Math.max(...(await Promise.all(took)))).toBeLessThan(1_600);
});

test('a line that is busy with a backlog stays healthy: waiting for one’s turn is no fault of it', async () => {
  const network = await over(FIBRE, DSL);
  await network.clock.advance(10_000);
  network.events.splice(0);
  drain(network);
  await network.clock.advance(60_000);
  const gone = network.events.filter(event => event.kind === 'stateChanged');
  expect(gone).toEqual([]);
  expect(network.states()).toBe('fibre healthy, dsl healthy');
});

test('segments are as large as the lines are fast, and never tiny', async () => {
  const sizes: number[] = [];
  for (const bytesPerMs of [8, 62, 125, 2_500]) {
    const network = await over({...FIBRE, bytesPerMs});
    const drained = drain(network);
    await network.clock.advance(60_000);
    sizes.push(drained.sizes.at(-1) ?? 0);
  }
  const [tiny, slow, middling, fast] = sizes;
  expect(tiny).toBe(16 * 1024);
  expect(slow).toBeGreaterThan(20_000);
  expect(slow).toBeLessThan(30_000);
  expect(middling).toBeGreaterThan(40_000);
  expect(middling).toBeLessThan(60_000);
  expect(fast).toBeGreaterThan(150_000);
  expect(fast).toBeLessThan(300_000);
});

test('segments are larger where bytes are paid for', async () => {
  const network = await over({...FIBRE, metered: true, bytesPerMs: 500});
  const drained = drain(network);
  await network.clock.advance(60_000);
  expect(drained.sizes.at(-1)).toBeGreaterThan(150_000);
  const free = await over({...FIBRE, bytesPerMs: 500});
  const drainedFree = drain(free);
  await free.clock.advance(60_000);
  expect(drainedFree.sizes.at(-1)).toBeLessThan(80_000);
});
