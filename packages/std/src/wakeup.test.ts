import {expect, test} from 'vitest';
import {VirtualClock} from './testing.ts';
import {Wakeup} from './wakeup.ts';

function waiter(durationMs: number) {
  const [clock, wakeup, stop] = [new VirtualClock(), new Wakeup(), new AbortController()];
  let woken = false;
  const waiting = wakeup.waitAtMost({clock, durationMs}, stop.signal).then(() => {
    woken = true;
  });
  return {clock, wakeup, stop, waiting, woken: () => woken};
}

test('a wait ends by its time when nobody wakes it', async () => {
  const {clock, woken} = waiter(100);
  await clock.advance(99);
  expect(woken()).toBe(false);
  await clock.advance(1);
  expect(woken()).toBe(true);
});

test.each(['notify', 'abort'] as const)('%s ends a wait that has no time', async how => {
  const {clock, wakeup, stop, woken} = waiter(Number.POSITIVE_INFINITY);
  await clock.advance(1_000_000);
  expect(woken()).toBe(false);
  if (how === 'notify') wakeup.notify();
  else stop.abort();
  await clock.advance(0);
  expect(woken()).toBe(true);
});

test('a notice that came before the wait is not lost', async () => {
  const [clock, wakeup] = [new VirtualClock(), new Wakeup()];
  wakeup.notify();
  await wakeup.waitAtMost(
    {clock, durationMs: Number.POSITIVE_INFINITY},
    new AbortController().signal,
  );
  expect(clock.monotonicMs()).toBe(0);
});
