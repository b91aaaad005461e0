/**
 * A stream of values with listeners. A listener that throws harms nobody else: its error is a
 * Defect of ours.
 */
export class Topic<T> {
  readonly #listeners = new Set<(value: T) => void>();

  publish(value: T): void {
    for (const listener of [...this.#listeners]) listener(value);
  }

  /** Returns the way out. */
  subscribe(listener: (value: T) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get listeners(): number {
    return this.#listeners.size;
  }
}
