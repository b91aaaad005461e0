import {SeededRandom} from '@holdfast/std/testing';
import {expect, test} from 'vitest';
import {firstGap, RangeSet} from './range-set.ts';

function setOf(...ranges: readonly (readonly [number, number])[]): RangeSet {
  const set = new RangeSet();
  for (const [first, last] of ranges) set.add({first, last});
  return set;
}

test('ranges that touch become one', () => {
  const set = setOf([1, 2], [5, 6], [3, 4]);
  expect(set.ranges).toEqual([{first: 1, last: 6}]);
});

test('removing from the middle leaves both sides', () => {
  const set = setOf([1, 10]);
  set.remove({first: 4, last: 6});
  expect(set.ranges).toEqual([
    {first: 1, last: 3},
    {first: 7, last: 10},
  ]);
  expect(set.size).toBe(7);
});

test.each([
  {covered: [], gap: {first: 1, last: 9}},
  {covered: [[1, 3]], gap: {first: 4, last: 9}},
  {covered: [[4, 6]], gap: {first: 1, last: 3}},
  {
    covered: [
      [1, 3],
      [4, 9],
    ],
    gap: undefined,
  },
  {covered: [[1, 20]], gap: undefined},
  {
    covered: [
      [1, 8],
      [12, 20],
    ],
    gap: {first: 9, last: 9},
  },
] as const)('the first gap of 1–9 beside $covered is $gap', ({covered, gap}) => {
  const sets = covered.map(([first, last]) => setOf([first, last]));
  expect(firstGap({first: 1, last: 9}, sets)).toEqual(gap);
});

test('a set of ranges answers as a set of numbers would', () => {
  const random = new SeededRandom(3);
  for (let round = 0; round < 50; round++) {
    const [ranges, numbers] = [new RangeSet(), new Set<number>()];
    for (let step = 0; step < 20; step++) {
      const first = 1 + random.below(30);
      const last = first + random.below(6);
      const adding = random.chance(65);
      if (adding) ranges.add({first, last});
      else ranges.remove({first, last});
      for (let at = first; at <= last; at++) {
        if (adding) numbers.add(at);
        else numbers.delete(at);
      }
    }
    const listed = ranges.ranges.flatMap(({first, last}) =>
      Array.from({length: last - first + 1}, (_, at) => first + at),
    );
    expect(listed).toEqual([...numbers].sort((a, b) => a - b));
    for (const [at, range] of ranges.ranges.entries()) {
      const before = ranges.ranges[at - 1];
      if (before) expect(range.first).toBeGreaterThan(before.last + 1);
    }
  }
});
