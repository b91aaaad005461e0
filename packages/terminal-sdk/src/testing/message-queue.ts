/** Values from one side, read in order on the other, until it ends. */
export class MessageQueue<T> implements AsyncIterable<T> {
  #values: T[] = [];
  #ended = false;
  #changed = Promise.withResolvers<void>();

  push(value: T): void {
    if (this.#ended) return;
    this.#values.push(value);
    this.#notify();
  }

  end(): void {
    this.#ended = true;
    this.#notify();
  }

  #notify(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }

  async *[Symbol.asyncIterator](): AsyncIterator<T> {
    for (;;) {
      const value = this.#values.shift();
      if (value !== undefined) yield value;
      else if (this.#ended) return;
      else await this.#changed.promise;
    }
  }
}
