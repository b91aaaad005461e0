import {expect, test} from 'vitest';
import {BacklogSize} from './backlog-size.ts';

test('a segment gets as many entries as the bytes are enough for, by what the last ones took', () => {
  const size = new BacklogSize(2_048);
  expect(size.entriesFor(50_000)).toBe(500);
  for (let segment = 0; segment < 20; segment++) size.packed({entries: 500, bytes: 25_000});
  expect(size.entriesFor(50_000)).toBeGreaterThan(990);
  expect(size.entriesFor(50_000)).toBeLessThanOrEqual(1_000);
});

test('never more than the limit, and never a handful', () => {
  const size = new BacklogSize(2_048);
  expect(size.entriesFor(Number.POSITIVE_INFINITY)).toBe(2_048);
  expect(size.entriesFor(0)).toBe(64);
  expect(new BacklogSize(10).entriesFor(1_000_000)).toBe(10);
});
