import {expect, test} from 'vitest';
import {Turns} from './index.ts';

test('others get their turn after every so many steps, and not before', async () => {
  const sleeps: number[] = [];
  let steps = 0;
  const sleep = async (durationMs: number) => {
    expect(durationMs).toBe(0);
    sleeps.push(steps);
  };
  const turns = new Turns({sleep}, 4);
  for (steps = 1; steps <= 10; steps++) if (turns.over()) await turns.rest();
  expect(sleeps).toEqual([4, 8]);
});
