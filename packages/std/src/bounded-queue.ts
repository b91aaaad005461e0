import {assert} from './assert.ts';

/**
 * First in, first out, with a cap. At the cap it refuses, and says so; it never drops what it
 * holds.
 */
export class BoundedQueue<T> {
  readonly #itemsMax: number;
  readonly #items: T[] = [];

  constructor(itemsMax: number) {
    assert(itemsMax > 0, 'a queue has room for something');
    this.#itemsMax = itemsMax;
  }

  get size(): number {
    return this.#items.length;
  }

  /** `false` when full: the item was not taken. */
  push(item: T): boolean {
    if (this.size >= this.#itemsMax) return false;
    this.#items.push(item);
    return true;
  }

  /** Up to `itemsMax` of the oldest, removed: nothing of them is kept. */
  take(itemsMax: number): T[] {
    return this.#items.splice(0, itemsMax);
  }
}
