import {VirtualClock} from '@holdfast/std/testing';
import {expect, test} from 'vitest';
import {RateLimit} from './rate-limit.ts';

test('an address has its burst at once, and its rate after that', async () => {
  const clock = new VirtualClock();
  const limit = new RateLimit({perSecond: 2, burst: 3}, clock);
  const passes = () => {
    try {
      limit.pass('192.0.2.1');
      return true;
    } catch {
      return false;
    }
  };
  expect([passes(), passes(), passes(), passes()]).toEqual([true, true, true, false]);
  await clock.advance(500);
  expect([passes(), passes()]).toEqual([true, false]);
  await clock.advance(60_000);
  expect([passes(), passes(), passes(), passes()]).toEqual([true, true, true, false]);
});
