import type {OpenGroup} from './group.ts';
import type {StoredGroup} from './ports.ts';

interface Proven {
  readonly first: number;
  readonly last: number;
  readonly bytes: number;
  readonly open: OpenGroup;
}

/**
 * The groups that were read and proved last. A forwarder takes a group in several pieces, and asks
 * for heads in it as they are answered: without this, each piece would read, hash and decode all of
 * it again. Bounded by bytes; the newest is always kept.
 */
export class ProvenGroups {
  readonly #bytesMax: number;
  #groups: Proven[] = [];
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  add({first, last, entries}: StoredGroup, open: OpenGroup): void {
    if (this.holding(first)) return;
    this.#groups.push({first, last, bytes: entries.length, open});
    this.#bytes += entries.length;
    while (this.#bytes > this.#bytesMax && this.#groups.length > 1) {
      this.#bytes -= this.#groups.shift()?.bytes ?? 0;
    }
  }

  /** Forgets the group that begins here. */
  drop(first: number): void {
    const found = this.#groups.find(group => group.first === first);
    if (!found) return;
    this.#groups = this.#groups.filter(group => group !== found);
    this.#bytes -= found.bytes;
  }

  /** The group that a position is in, if it is one of these. */
  holding(position: number): (OpenGroup & {readonly first: number}) | undefined {
    const found = this.#groups.find(({first, last}) => first <= position && position <= last);
    return found && {...found.open, first: found.first};
  }
}
