import {aborted, Defect, isFault, type Service} from '@holdfast/std';

/**
 * Ends the process for what it must not outlive, wherever in a request that shows: an invariant of
 * ours that is broken, or a store that has failed and answers nothing more until it is opened
 * again.
 */
export class FallOnDefect implements Service {
  readonly name = 'fall-on-defect';
  readonly #fallen = Promise.withResolvers<never>();

  constructor() {
    this.#fallen.promise.catch(() => {}); // told by run; before it runs there is nobody to tell
  }

  /** Told of every error that a request met. */
  consider(error: unknown): void {
    const storeFailed = isFault(error, 'database/failed');
    if (storeFailed || error instanceof Defect) this.#fallen.reject(error);
  }

  async run(signal: AbortSignal, ready: () => void): Promise<void> {
    ready();
    await Promise.race([aborted(signal), this.#fallen.promise]);
  }
}
