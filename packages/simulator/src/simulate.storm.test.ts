import {expect, test} from 'vitest';
import {simulate} from './simulate.ts';
import {calmDay} from './storm.ts';

const CALM = calmDay({tills: 2, salesATill: 3});

test('on a calm day every sale is held by head office, by another reader’s count', async () => {
  const {troubles, sales} = await simulate({seed: 1, storm: CALM});
  expect(troubles).toEqual([]);
  expect(sales).toBe(6);
});

test('the same seed has the same history, and another seed another', {
  timeout: 60_000,
}, async () => {
  const [first, again, other] = [
    await simulate({seed: 3}),
    await simulate({seed: 3}),
    await simulate({seed: 4}),
  ];
  expect(again.hash).toBe(first.hash);
  expect(other.hash).not.toBe(first.hash);
  expect(first.events).toBeGreaterThan(100);
});

test('one event that happens a moment later makes another history', async () => {
  const usual = await simulate({seed: 1, storm: CALM});
  for (const event of [40, 80, 120]) {
    const late = await simulate({seed: 1, storm: CALM, nudge: {event, byMs: 0.5}});
    expect(late.hash).not.toBe(usual.hash);
    expect(late.troubles).toEqual([]);
  }
});

test('a hundred seeds have a hundred histories', {timeout: 120_000}, async () => {
  const hashes = new Set<string>();
  const storm = calmDay({tills: 1, salesATill: 1, stormMs: 100});
  for (let seed = 1; seed <= 100; seed += 1) hashes.add((await simulate({seed, storm})).hash);
  expect(hashes.size).toBe(100);
});

test('a disk that forgets what it has synced is found out', async () => {
  const storm = calmDay({
    salesATill: 10,
    thinkMs: 900,
    stormMs: 12_000,
    everyMs: 4_000,
    misfortunes: ['hubDiskLies'],
  });
  const {troubles} = await simulate({seed: 1, storm});
  expect(troubles).toContainEqual(expect.objectContaining({invariant: 'I4', at: 'hub'}));
});
