import {createHash} from 'node:crypto';

const KEPT_MAX = 400;
const LINE_LENGTH_MAX = 240;

/** What kind of thing happened. */
export type EventKind =
  | 'timer'
  | 'message'
  | 'request'
  | 'disk'
  | 'crash'
  | 'start'
  | 'fault'
  | 'sale'
  | 'log';

/**
 * Everything that happened, as one hash, and the end of it in words. Two runs with the same hash
 * had the same messages, disk writes, timers and crashes, at the same times.
 */
export class History {
  readonly #hash = createHash('sha256');
  readonly #kept: string[] = [];
  readonly #now: () => number;
  #events = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  note(kind: EventKind, what: string): void {
    const line = `${this.#now().toFixed(3).padStart(10)} ${kind} ${what}`;
    this.#hash.update(line).update('\n');
    this.#events += 1;
    if (kind === 'timer') return; // in the hash; nobody reads it
    this.#kept.push(line.slice(0, LINE_LENGTH_MAX));
    if (this.#kept.length > 2 * KEPT_MAX) this.#kept.splice(0, KEPT_MAX);
  }

  get events(): number {
    return this.#events;
  }

  digest(): string {
    return this.#hash.copy().digest('hex');
  }

  last(count: number): readonly string[] {
    return this.#kept.slice(-count);
  }
}
