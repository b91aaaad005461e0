import type {Clock} from './clock.ts';

/**
 * A latch between a producer and one or more waiters: `notify` wakes whoever waits now; a waiter
 * that comes while nothing has changed waits. Used where a loop must notice new work without
 * polling.
 */
export class Wakeup {
  #waiters = new Set<() => void>();
  #pending = false;

  notify(): void {
    this.#pending = true;
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    for (const wake of waiters) wake();
  }

  /**
   * Resolves at once if `notify` was called since the last `wait`, else at the next one or when
   * aborted.
   */
  async wait(signal?: AbortSignal): Promise<void> {
    if (!this.#pending && !signal?.aborted) {
      await new Promise<void>(resolve => {
        const wake = () => {
          signal?.removeEventListener('abort', wake);
          this.#waiters.delete(wake);
          resolve();
        };
        this.#waiters.add(wake);
        signal?.addEventListener('abort', wake, {once: true});
      });
    }
    this.#pending = false;
  }

  /** {@link wait}, but for `durationMs` at most; an infinite one has no timer. */
  async waitAtMost(
    limit: {readonly clock: Clock; readonly durationMs: number},
    signal: AbortSignal,
  ): Promise<void> {
    const over = new AbortController();
    const either = AbortSignal.any([signal, over.signal]);
    const woken = this.wait(either);
    const {clock, durationMs} = limit;
    const slept = Number.isFinite(durationMs) ? clock.sleep(durationMs, either) : woken;
    await Promise.race([woken, slept]);
    over.abort(); // ends the loser, and lets go of `signal`
    await woken;
  }
}
