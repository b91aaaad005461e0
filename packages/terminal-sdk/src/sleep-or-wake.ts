import type {Clock, Wakeup} from '@holdfast/std';

/** Waits until somebody notifies, the time is over, or `signal` aborts; leaves nothing waiting. */
export async function sleepOrWake(
  ports: {readonly clock: Clock; readonly wakeup: Wakeup; readonly signal: AbortSignal},
  durationMs: number | undefined,
): Promise<void> {
  const {clock, wakeup, signal} = ports;
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  const waits = [wakeup.wait(either)];
  if (durationMs !== undefined) waits.push(clock.sleep(durationMs, either));
  await Promise.race(waits);
  over.abort();
  await Promise.all(waits); // a notification that came meanwhile is used up before the caller looks
}
