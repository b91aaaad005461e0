import {Backoff, type Clock, isFault, type Log, type Random, type Service} from '@holdfast/std';

/** Soon at first: what is sold meanwhile waits for it. */
const AGAIN = {firstMs: 500, maxMs: 10_000};

/** How often it is looked whether head office still knows this hub. */
const LOOK_EVERY_MS = 5_000;

/** A way on which nothing comes back by then is left for the next one. */
const ANSWER_MS = 10_000;

/** One way out, by which head office can be told of this hub. */
export interface WayToBeKnown {
  readonly name: string;
  /** Resolves once head office knows this hub. Throws a fault where that way does not get there. */
  tell(signal: AbortSignal): Promise<void>;
}

interface MakeKnownParts {
  /** The first to be tried first. */
  readonly ways: readonly WayToBeKnown[];
  /** Whether head office turns this hub away: put back to an earlier day, it forgot who it is. */
  readonly isRefused: () => boolean;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/**
 * Makes a hub that took over known to head office, over whichever way out gets there first: until
 * then the store sells, and nothing of it is forwarded. Asked at each start, since asking again
 * changes nothing, and whenever head office no longer knows it.
 */
export class MakeKnown implements Service {
  readonly name = 'make-known';
  readonly #parts: MakeKnownParts;

  constructor(parts: MakeKnownParts) {
    this.#parts = parts;
  }

  async run(signal: AbortSignal, ready: () => void): Promise<void> {
    const {clock, isRefused} = this.#parts;
    ready();
    await this.#makeKnown(signal);
    while (!signal.aborted) {
      await clock.sleep(LOOK_EVERY_MS, signal);
      if (!signal.aborted && isRefused()) await this.#makeKnown(signal);
    }
  }

  async #makeKnown(signal: AbortSignal): Promise<void> {
    const {clock, random, log} = this.#parts;
    const backoff = new Backoff(AGAIN, random);
    let told = '';
    while (!signal.aborted) {
      const code = await this.#try(signal);
      if (code === undefined) return;
      if (code !== told) log.warn('hub.not-known-yet', {code});
      told = code;
      await clock.sleep(backoff.nextMs(), signal);
    }
  }

  async #tell(way: WayToBeKnown, signal: AbortSignal): Promise<void> {
    const [late, answered] = [new AbortController(), new AbortController()];
    const {clock} = this.#parts;
    void clock.sleep(ANSWER_MS, answered.signal).then(() => late.abort());
    try {
      await way.tell(AbortSignal.any([signal, late.signal]));
    } finally {
      answered.abort();
    }
  }

  /** `undefined` once head office knows this hub. */
  async #try(signal: AbortSignal): Promise<string | undefined> {
    const {ways, log} = this.#parts;
    let code = 'gateway/unreachable';
    for (const way of ways) {
      try {
        await this.#tell(way, signal);
        log.info('hub.known', {uplink: way.name});
        return undefined;
      } catch (error) {
        if (!isFault(error)) throw error;
        code = error.code;
        log.debug('hub.not-known', {uplink: way.name, code, ...error.fields});
      }
    }
    return code;
  }
}
