import {assert} from '@holdfast/std';

/** Consecutive positions of a ledger, both ends included. */
export interface Range {
  readonly first: number;
  readonly last: number;
}

/** A set of positions, kept as the fewest ranges, ascending. */
export class RangeSet {
  #ranges: Range[] = [];

  get ranges(): readonly Range[] {
    return this.#ranges;
  }

  get size(): number {
    return this.#ranges.reduce((sum, {first, last}) => sum + last - first + 1, 0);
  }

  add({first, last}: Range): void {
    assert(first <= last, 'a range has at least one position');
    const [before, touching, after] = this.#split({first: first - 1, last: last + 1});
    const joined = {
      first: Math.min(first, ...touching.map(range => range.first)),
      last: Math.max(last, ...touching.map(range => range.last)),
    };
    this.#ranges = [...before, joined, ...after];
  }

  remove({first, last}: Range): void {
    const [before, touching, after] = this.#split({first, last});
    const rests = touching.flatMap(range => [
      ...(range.first < first ? [{first: range.first, last: first - 1}] : []),
      ...(range.last > last ? [{first: last + 1, last: range.last}] : []),
    ]);
    this.#ranges = [...before, ...rests, ...after];
  }

  clear(): void {
    this.#ranges = [];
  }

  #split({first, last}: Range): [Range[], Range[], Range[]] {
    const before = this.#ranges.filter(range => range.last < first);
    const after = this.#ranges.filter(range => range.first > last);
    return [before, this.#ranges.slice(before.length, this.#ranges.length - after.length), after];
  }
}

/** The first stretch within `bounds` that none of `sets` covers. */
export function firstGap(bounds: Range, sets: readonly RangeSet[]): Range | undefined {
  const covered = new RangeSet();
  for (const set of sets) for (const range of set.ranges) covered.add(range);
  let first = bounds.first;
  for (const range of covered.ranges) {
    if (range.last < first) continue;
    if (range.first > first) return {first, last: Math.min(range.first - 1, bounds.last)};
    first = range.last + 1;
    if (first > bounds.last) return undefined;
  }
  return first <= bounds.last ? {first, last: bounds.last} : undefined;
}
