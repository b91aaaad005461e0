import {assert} from './assert.ts';

/**
 * First in, first out, with a cap. At the cap it refuses, and says so; it never drops what it
 * holds.
 */
export class BoundedQueue<T> {
  readonly #itemsMax: number;
  #items: T[] = [];
  #head = 0;

  constructor(itemsMax: number) {
    assert(itemsMax > 0, 'a queue has room for something');
    this.#itemsMax = itemsMax;
  }

  get size(): number {
    return this.#items.length - this.#head;
  }

  /** `false` when full: the item was not taken. */
  push(item: T): boolean {
    if (this.size >= this.#itemsMax) return false;
    this.#items.push(item);
    return true;
  }

  /** Up to `itemsMax` of the oldest, removed. */
  take(itemsMax: number): T[] {
    const taken = this.#items.slice(this.#head, this.#head + itemsMax);
    this.#head += taken.length;
    if (this.#head > 1024 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return taken;
  }
}
