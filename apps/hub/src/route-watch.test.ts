import {Fault, silentLog} from '@holdfast/std';
import {VirtualClock} from '@holdfast/std/testing';
import {expect, test} from 'vitest';
import {RouteWatch, type RouteWatchParts} from './route-watch.ts';

const BOUND = [
  {name: 'fibre', interfaceName: 'enp1s0'},
  {name: '4g', sourceAddress: '10.64.3.9'},
];

/** Runs the watch through some looks, each answered by the next of `answers`. */
async function look(
  parts: Partial<RouteWatchParts> & {readonly answers: (readonly string[] | Fault)[]},
) {
  const clock = new VirtualClock();
  const stop = new AbortController();
  let looks = 0;
  const watch = new RouteWatch({
    uplinks: BOUND,
    platform: 'linux',
    async plan() {
      const answer = parts.answers[looks++] ?? [];
      if (answer instanceof Fault) throw answer;
      return {wanted: [], changes: [], lacking: answer};
    },
    clock,
    log: silentLog,
    ...parts,
  });
  const running = watch.run(stop.signal, () => {});
  await clock.advance(30_000 * (parts.answers.length - 1) + 1);
  stop.abort();
  await running;
  return {found: watch.found, looks};
}

test('names the uplinks that have no route of their own', async () => {
  const {found} = await look({answers: [['4g']]});
  expect(found).toEqual({lacking: ['4g'], problem: ''});
});

test('notices that somebody set the routes', async () => {
  const {found} = await look({answers: [['4g'], []]});
  expect(found).toEqual({lacking: [], problem: ''});
});

test('says so where the routing cannot be read', async () => {
  const {found} = await look({answers: [new Fault('uplink/no-routing', {reason: 'no ip here'})]});
  expect(found).toEqual({lacking: [], problem: 'no ip here'});
});

test.each([
  {why: 'no uplink is bound', parts: {uplinks: [{name: 'default'}]}},
  {why: 'the system routes by source by itself', parts: {platform: 'darwin' as const}},
])('asks nothing where $why', async ({parts}) => {
  expect(await look({answers: [['4g']], ...parts})).toEqual({
    found: {lacking: [], problem: ''},
    looks: 0,
  });
});
