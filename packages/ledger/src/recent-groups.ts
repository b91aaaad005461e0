import type {StoredGroup} from './ports.ts';

/**
 * The newest groups, so that a reader close behind the end asks nothing of the disk. Bounded by
 * bytes; the newest is always kept.
 */
export class RecentGroups {
  readonly #bytesMax: number;
  #groups: (StoredGroup | undefined)[] = [];
  /** Before it there is nothing any more; the empty places are cleared away many at a time. */
  #oldest = 0;
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  add(group: StoredGroup): void {
    this.#groups.push(group);
    this.#bytes += bytesOf(group);
    while (this.#bytes > this.#bytesMax && this.#oldest < this.#groups.length - 1) {
      this.#bytes -= bytesOf(this.#groups[this.#oldest] ?? group);
      this.#groups[this.#oldest] = undefined;
      this.#oldest += 1;
    }
    if (this.#oldest < this.#groups.length / 2) return;
    this.#groups = this.#groups.slice(this.#oldest);
    this.#oldest = 0;
  }

  /** As `LedgerStore.readGroups`; empty where the group that holds `from` is not here. */
  read({from, bytesMax}: {readonly from: number; readonly bytesMax: number}): StoredGroup[] {
    const groups: StoredGroup[] = [];
    let bytes = 0;
    for (let at = this.#indexOf(from); at >= 0 && at < this.#groups.length; at += 1) {
      const group = this.#groups[at];
      if (!group || bytes > bytesMax) break;
      groups.push(group);
      bytes += group.entries.length;
    }
    return groups;
  }

  /** The group with the same positions is this one from now on, if it is here. */
  replace(group: StoredGroup): void {
    const at = this.#indexOf(group.first);
    const before = this.#groups[at];
    if (before?.first !== group.first) return;
    this.#bytes += bytesOf(group) - bytesOf(before);
    this.#groups[at] = group;
  }

  #indexOf(position: number): number {
    let [low, high] = [this.#oldest, this.#groups.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#groups[middle]?.last ?? 0) < position) low = middle + 1;
      else high = middle;
    }
    const found = this.#groups[low];
    return found && found.first <= position ? low : -1;
  }
}

function bytesOf(group: StoredGroup): number {
  return group.entries.length + group.lanes.length;
}
