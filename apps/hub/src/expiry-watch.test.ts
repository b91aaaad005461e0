import {VirtualClock} from '@holdfast/std/testing';
import {expect, test} from 'vitest';
import {expiryStage} from './expiry-stage.ts';
import {ExpiryWatch} from './expiry-watch.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

test.each([
  [61, undefined],
  [60, 60],
  [31, 60],
  [30, 30],
  [8, 30],
  [7, 7],
  [0.5, 7],
  [0, 0],
  [-400, 0],
])('%d days ahead is stage %s', (days, stage) => {
  expect(expiryStage(1_000 + days * DAY_MS, 1_000)).toBe(stage);
});

test('each stage is alarmed once; a renewal ends it, and the next end begins again', async () => {
  const clock = new VirtualClock();
  const stop = new AbortController();
  const alarms: string[] = [];
  let leaf = clock.wallMs() + 62 * DAY_MS;
  const authority = clock.wallMs() + 7_000 * DAY_MS;
  const watch = new ExpiryWatch({
    ends: () => ({leaf, authority}),
    alarm: ({detail}) => alarms.push(detail),
    clock,
  });
  const running = watch.run(stop.signal, () => {});
  const pass = async (days: number) => {
    clock.wallOffsetMs += days * DAY_MS - 2 * HOUR_MS;
    await clock.advance(2 * HOUR_MS);
  };
  await pass(1);
  expect([alarms, watch.issues()]).toEqual([[], []]);
  for (const days of [2, 2, 28, 23, 9]) await pass(days);
  expect(alarms).toEqual([
    'leaf expires in 60 days',
    'leaf expires in 30 days',
    'leaf expires in 7 days',
    'leaf has expired',
  ]);
  expect(watch.issues()).toEqual([{code: 'certificate/leaf-expiring', detail: 'has expired'}]);
  leaf = clock.wallMs() + 180 * DAY_MS;
  await pass(1);
  expect(watch.issues()).toEqual([]);
  await pass(120);
  expect(alarms).toHaveLength(5);
  stop.abort();
  await running;
});

test('an authority near its end has a code of its own', () => {
  const clock = new VirtualClock();
  const ends = {leaf: clock.wallMs() + 90 * DAY_MS, authority: clock.wallMs() + 20 * DAY_MS};
  const watch = new ExpiryWatch({ends: () => ends, alarm: () => {}, clock});
  expect(watch.issues()).toEqual([
    {code: 'certificate/authority-expiring', detail: 'expires in 20 days'},
  ]);
});
