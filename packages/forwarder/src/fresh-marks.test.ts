import {expect, test} from 'vitest';
import {FreshMarks} from './fresh-marks.ts';

test('sales stay fresh for their minute, then count as backlog', () => {
  const marks = new FreshMarks({freshMs: 60_000, entriesMax: 256}, 5);
  marks.note(6, 0);
  marks.note(9, 30_000);
  expect(marks.backlogEnd(59_999)).toBe(5);
  expect(marks.backlogEnd(60_000)).toBe(6);
  expect(marks.backlogEnd(90_000)).toBe(9);
});

test('sales of one second share a mark', () => {
  const marks = new FreshMarks({freshMs: 60_000, entriesMax: 10_000}, 0);
  for (let sale = 1; sale <= 1_000; sale++) marks.note(sale, 5 + sale / 1_001);
  expect(marks.backlogEnd(60_004)).toBe(0);
  expect(marks.backlogEnd(60_006)).toBe(1_000);
});

test('of many young sales only the newest are fresh: the others are a backlog', () => {
  const marks = new FreshMarks({freshMs: 60_000, entriesMax: 256}, 0);
  marks.note(256, 1_000);
  expect(marks.backlogEnd(1_000)).toBe(0);
  marks.note(1_000, 1_500);
  expect(marks.backlogEnd(1_500)).toBe(744);
});
