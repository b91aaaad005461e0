import {aborted, Fault, silentLog} from '@holdfast/std';
import {SeededRandom, VirtualClock} from '@holdfast/std/testing';
import {expect, test} from 'vitest';
import {MakeKnown, type WayToBeKnown} from './make-known.ts';

/** A hub that makes itself known over these ways, and a day on which head office forgets it. */
function makingKnown(ways: readonly WayToBeKnown[]) {
  const clock = new VirtualClock();
  const told = {isRefused: false};
  const isRefused = () => told.isRefused;
  const tools = {clock, random: new SeededRandom(1), log: silentLog};
  const stop = new AbortController();
  const running = new MakeKnown({...tools, ways, isRefused}).run(stop.signal, () => {});
  const end = async () => {
    stop.abort();
    await running;
  };
  return {clock, told, end};
}

test('a hub makes itself known again when head office no longer knows it', async () => {
  let asked = 0;
  const way = {
    name: 'fibre',
    async tell() {
      asked += 1;
    },
  };
  const {clock, told, end} = makingKnown([way]);
  await clock.advance(60_000);
  expect(asked).toBe(1);
  told.isRefused = true;
  await clock.advance(6_000);
  told.isRefused = false;
  await clock.advance(60_000);
  expect(asked).toBe(2);
  await end();
});

test('a way on which nothing comes back is left for the next one, and tried again after it', async () => {
  const asked: string[] = [];
  const silent = {
    name: 'fibre',
    async tell(signal: AbortSignal) {
      asked.push('fibre');
      await aborted(signal);
      throw new Fault('gateway/unreachable', {uplink: 'fibre', reason: 'given up'});
    },
  };
  let refusals = 1;
  const refusing = {
    name: 'lte',
    async tell() {
      asked.push('lte');
      if (refusals-- > 0) throw new Fault('gateway/busy', {reason: 'later'});
    },
  };
  const {clock, end} = makingKnown([silent, refusing]);
  await clock.advance(60_000);
  expect(asked).toEqual(['fibre', 'lte', 'fibre', 'lte']);
  await end();
});
