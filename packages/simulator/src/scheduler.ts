import {setImmediate} from 'node:timers';
import {assert, Defect} from '@holdfast/std';
import type {SeededRandom} from '@holdfast/std/testing';

/** One event, by its number in the order in which they were asked for, happens so much later. */
export interface Nudge {
  readonly event: number;
  readonly byMs: number;
}

export interface Timer {
  cancel(): void;
}

interface Due {
  readonly atMs: number;
  /** Drawn: what is due at one instant happens in the seed's order, not in ours. */
  readonly tie: number;
  readonly order: number;
  readonly happen: (() => void) | undefined;
}

/** So many events at one instant are a loop that never lets time pass. */
const EVENTS_AN_INSTANT_MAX = 100_000;

/**
 * The only clock and the only queue of a simulated world. One event happens at a time; before the
 * next, every promise that can go on has gone on. Whoever waits for anything waits for an event, so
 * the order of everything follows from the seed (ADR 0021).
 */
export class Scheduler {
  readonly #random: SeededRandom;
  readonly #nudge: Nudge | undefined;
  readonly #heap: Due[] = [];
  readonly #cancelled = new WeakSet<Due>();
  #nowMs = 0;
  #order = 0;
  #events = 0;
  #atThisInstant = 0;

  constructor(random: SeededRandom, nudge?: Nudge) {
    this.#random = random;
    this.#nudge = nudge;
  }

  /** Virtual milliseconds since the world began. */
  get nowMs(): number {
    return this.#nowMs;
  }

  get events(): number {
    return this.#events;
  }

  after(delayMs: number, happen: () => void): Timer {
    assert(delayMs >= 0 && Number.isFinite(delayMs), 'an event lies ahead, at some time');
    const tie = this.#random.below(0x4000_0000);
    this.#order += 1;
    const nudgeMs = this.#nudge?.event === this.#order ? this.#nudge.byMs : 0;
    const due: Due = {atMs: this.#nowMs + delayMs + nudgeMs, tie, order: this.#order, happen};
    push(this.#heap, due);
    return {cancel: () => this.#cancelled.add(due)};
  }

  sleep(delayMs: number): Promise<void> {
    return new Promise(resolve => this.after(delayMs, resolve));
  }

  /**
   * Lets events happen until `done` says so: true. False once nothing is left to happen, or once
   * so much virtual time has passed.
   */
  async runUntil(done: () => boolean, limitMs: number): Promise<boolean> {
    const untilMs = this.#nowMs + limitMs;
    await settle();
    while (!done()) {
      const due = pop(this.#heap);
      if (!due) return false;
      if (this.#cancelled.has(due)) continue;
      if (due.atMs > untilMs) {
        push(this.#heap, due);
        this.#nowMs = untilMs;
        return false;
      }
      this.#count(due.atMs);
      this.#nowMs = due.atMs;
      due.happen?.();
      await settle();
    }
    return true;
  }

  #count(atMs: number): void {
    this.#events += 1;
    this.#atThisInstant = atMs > this.#nowMs ? 0 : this.#atThisInstant + 1;
    if (this.#atThisInstant < EVENTS_AN_INSTANT_MAX) return;
    throw new Defect('time passes: nothing runs without end in one instant');
  }
}

/** One turn of the real loop: it begins only when no promise of ours can go on any further. */
function settle(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}

function isBefore(a: Due, b: Due): boolean {
  if (a.atMs !== b.atMs) return a.atMs < b.atMs;
  return a.tie === b.tie ? a.order < b.order : a.tie < b.tie;
}

function push(heap: Due[], due: Due): void {
  let at = heap.length;
  heap.push(due);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = heap[parent];
    if (!above || !isBefore(due, above)) break;
    heap[at] = above;
    at = parent;
  }
  heap[at] = due;
}

function pop(heap: Due[]): Due | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (!first || !last || heap.length === 0) return first;
  let at = 0;
  for (;;) {
    const child = smallerChild(heap, at);
    const below = child === undefined ? undefined : heap[child];
    if (child === undefined || !below || !isBefore(below, last)) break;
    heap[at] = below;
    at = child;
  }
  heap[at] = last;
  return first;
}

function smallerChild(heap: readonly Due[], at: number): number | undefined {
  const [left, right] = [heap[2 * at + 1], heap[2 * at + 2]];
  if (!left) return undefined;
  return right && isBefore(right, left) ? 2 * at + 2 : 2 * at + 1;
}
