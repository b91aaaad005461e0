import {SeededRandom} from '@holdfast/std/testing';
import {expect, test} from 'vitest';
import {Scheduler} from './scheduler.ts';

const made = (seed: number) => new Scheduler(new SeededRandom(seed));

test('events happen in the order of their time, and time is theirs', async () => {
  const scheduler = made(1);
  const happened: string[] = [];
  for (const delayMs of [30, 10, 20]) {
    scheduler.after(delayMs, () => happened.push(`${delayMs} at ${scheduler.nowMs}`));
  }
  expect(await scheduler.runUntil(() => happened.length === 3, 100)).toBe(true);
  expect(happened).toEqual(['10 at 10', '20 at 20', '30 at 30']);
});

test('before the next event every promise that can go on has gone on', async () => {
  const scheduler = made(1);
  const happened: string[] = [];
  const chain = async () => {
    await scheduler.sleep(1);
    for (let step = 0; step < 1_000; step += 1) await Promise.resolve();
    happened.push('chain');
  };
  void chain();
  scheduler.after(1.001, () => happened.push('event'));
  await scheduler.runUntil(() => happened.length === 2, 10);
  expect(happened).toEqual(['chain', 'event']);
});

test('what is due at one instant happens in the order of the seed', async () => {
  const orderOf = async (seed: number) => {
    const scheduler = made(seed);
    const happened: number[] = [];
    for (const at of [1, 2, 3, 4, 5, 6]) scheduler.after(5, () => happened.push(at));
    await scheduler.runUntil(() => happened.length === 6, 10);
    return happened.join('');
  };
  expect(await orderOf(7)).toBe(await orderOf(7));
  const orders = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(orderOf));
  expect(new Set(orders).size).toBeGreaterThan(4);
});

test('a cancelled event never happens, and time stops at the limit', async () => {
  const scheduler = made(1);
  const happened: string[] = [];
  scheduler.after(5, () => happened.push('cancelled')).cancel();
  scheduler.after(50, () => happened.push('late'));
  expect(await scheduler.runUntil(() => false, 20)).toBe(false);
  expect([happened, scheduler.nowMs]).toEqual([[], 20]);
  expect(await scheduler.runUntil(() => happened.length > 0, 40)).toBe(true);
});

test('a loop that lets no time pass is a defect, not a hang', async () => {
  const scheduler = made(1);
  const again = () => void scheduler.after(0, again);
  again();
  await expect(scheduler.runUntil(() => false, 10)).rejects.toThrow('time passes');
});
