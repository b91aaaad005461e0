import type {Clock} from '@holdfast/std';

/** What `setTimeout` can count to: 24.8 days. Beyond it, it would fire at once. */
const SLEEP_MS_MAX = 2 ** 31 - 1;

/**
 * The browser's clocks. A hidden tab's timers are slowed, to once a second and after minutes to
 * once a minute: a sleep may be long, it is never short (but for one beyond 24 days, which ends
 * there).
 */
export const webClock: Clock = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
  sleep: (durationMs, signal) =>
    new Promise(resolve => {
      if (signal?.aborted) {
        resolve();
        return;
      }
      const wake = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, Math.min(Math.max(0, durationMs), SLEEP_MS_MAX));
      signal?.addEventListener('abort', wake, {once: true});
    }),
};
