import {performance} from 'node:perf_hooks';
import type {Clock} from '@holdfast/std';

/** The machine's clocks. */
export const systemClock: Clock = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
  sleep: (durationMs, signal) =>
    new Promise(resolve => {
      if (signal?.aborted) {
        resolve();
        return;
      }
      if (durationMs <= 0) {
        setImmediate(resolve); // what is ready on sockets goes first, and no millisecond is lost
        return;
      }
      const wake = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, durationMs);
      signal?.addEventListener('abort', wake, {once: true});
    }),
};
