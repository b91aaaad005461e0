import {expect, test} from 'vitest';
import {Turnstile} from './turnstile.ts';

test('no more than its places are inside at a time, and all come through in order', async () => {
  const turnstile = new Turnstile(2);
  let inside = 0;
  let most = 0;
  const order: number[] = [];
  const visit = (at: number) =>
    turnstile.within(async () => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise(setImmediate);
      order.push(at);
      inside -= 1;
    });
  await Promise.all([1, 2, 3, 4, 5, 6, 7].map(visit));
  expect(most).toBe(2);
  expect(order).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test('work that fails frees its place', async () => {
  const turnstile = new Turnstile(1);
  await expect(turnstile.within(() => Promise.reject(new Error('broken')))).rejects.toThrow();
  expect(await turnstile.within(async () => 'through')).toBe('through');
});

test('beyond the cap of those who wait, the next one is turned away', async () => {
  const turnstile = new Turnstile(1);
  const gate = Promise.withResolvers<void>();
  const visits = Array.from({length: 1025}, () => turnstile.within(() => gate.promise));
  await expect(turnstile.within(async () => {})).rejects.toMatchObject({code: 'gateway/busy'});
  gate.resolve();
  await Promise.all(visits);
});
