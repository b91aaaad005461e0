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
    const {clock, durationMs} = limit;
    if (!Number.isFinite(durationMs)) {
      await this.wait(signal);
      return;
    }
    const over = new AbortController();
    // With a reason: an abort without one makes up an exception, which costs more than the wait.
    const end = () => over.abort('over');
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, {once: true});
    const slept = clock.sleep(durationMs, over.signal).then(end);
    await this.wait(over.signal);
    signal.removeEventListener('abort', end);
    end();
    await slept;
  }
}
