/** A promise nobody will ever keep: what a program waits for that has died. */
function never(): Promise<never> {
  return new Promise(() => {});
}

/**
 * One run of one program, from its start to its death. What it still does after that, as code whose
 * promises were already kept, reaches neither disk nor network: every port asks here first.
 */
export class Life {
  readonly #endings: (() => Promise<void>)[] = [];
  #alive = true;

  get alive(): boolean {
    return this.#alive;
  }

  /** Gives something back to the machine below when this life ends. Its failure is nobody's. */
  onEnd(ending: () => Promise<void>): void {
    this.#endings.push(ending);
  }

  /** Calls only while alive, and answers only while alive. */
  async pass<T>(call: () => Promise<T>): Promise<T> {
    if (!this.#alive) return never();
    try {
      const value = await call();
      return this.#alive ? value : await never();
    } catch (error) {
      if (!this.#alive) return never();
      throw error;
    }
  }

  /** The same call, guarded by {@link pass}. */
  guard<A extends unknown[], T>(method: (...args: A) => Promise<T>): (...args: A) => Promise<T> {
    return (...args) => this.pass(() => method(...args));
  }

  /** Ends it, here and now. Resolves when what it held open is given back. */
  async end(): Promise<void> {
    this.#alive = false;
    for (const ending of this.#endings.splice(0).reverse()) await ending().catch(() => {});
  }
}
