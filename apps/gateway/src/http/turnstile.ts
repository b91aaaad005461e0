import {BoundedQueue, Fault} from '@holdfast/std';

const WAITING_MAX = 1024;

/**
 * Lets so many through at a time; the others wait outside, in order, and beyond a cap are turned
 * away.
 */
export class Turnstile {
  readonly #waiting = new BoundedQueue<() => void>(WAITING_MAX);
  #free: number;

  constructor(places: number) {
    this.#free = places;
  }

  /** Throws `gateway/busy` when too many wait already. */
  async within<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await this.#turn();
    try {
      return await work();
    } finally {
      const [next] = this.#waiting.take(1);
      if (next) next();
      else this.#free += 1;
    }
  }

  #turn(): Promise<void> {
    const {promise, resolve} = Promise.withResolvers<void>();
    if (this.#waiting.push(resolve)) return promise;
    throw new Fault('gateway/busy', {reason: 'too many requests at once'});
  }
}
