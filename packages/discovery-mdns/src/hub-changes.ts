import type {HubEvent} from './browser.ts';
import type {FoundHub} from './found-hub.ts';
import {nameKey} from './record.ts';

/**
 * Hands hub events to a reader that may be slow. It keeps what is true now and what the reader was
 * last told, never a queue of what happened in between: so it is bounded by the hubs there are, and
 * a reader that comes late learns the present and not the past.
 */
export class HubChanges {
  readonly #present = new Map<string, FoundHub>();
  readonly #told = new Map<string, FoundHub>();
  readonly #changed = new Set<string>();

  apply({type, hub}: HubEvent): void {
    const key = `${hub.interface} ${nameKey(hub.instance)}`;
    if (type === 'lost') this.#present.delete(key);
    else this.#present.set(key, hub);
    this.#changed.add(key);
  }

  /** The interface is gone, and with it what was heard there. */
  drop(name: string): void {
    for (const hub of [...this.#present.values()])
      if (hub.interface === name) this.apply({type: 'lost', hub});
  }

  /** The oldest difference between the present and what was told; telling it. */
  next(): HubEvent | undefined {
    for (const key of this.#changed) {
      this.#changed.delete(key);
      const hub = this.#present.get(key);
      const told = this.#told.get(key);
      if (hub) {
        this.#told.set(key, hub);
        if (!told) return {type: 'found', hub};
        if (JSON.stringify(told) !== JSON.stringify(hub)) return {type: 'updated', hub};
      } else if (told) {
        this.#told.delete(key);
        return {type: 'lost', hub: told};
      }
    }
    return undefined;
  }
}
