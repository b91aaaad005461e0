import {nodeDigest} from '@holdfast/platform-node';
import {expect, test} from 'vitest';
import {indexRowOf} from './index-row.ts';
import {RecentRows} from './recent-rows.ts';
import {accepted, TestLane} from './testing.ts';

const entry = new TestLane({digest: nodeDigest, workstationId: 'W01'}).next();
const {disposition} = accepted(entry);
const rowAt = (position: number) =>
  indexRowOf({line: {position, entryHash: entry.entryHash, disposition}, entry});
const read = (rows: RecentRows, from: number, rowsMax = 99) =>
  rows.read(from, rowsMax).map(({position}) => position);

test('consecutive rows are read from where one asks, as many as one takes', () => {
  const rows = new RecentRows(8);
  for (const position of [5, 6, 7, 8]) rows.add(rowAt(position));
  expect(read(rows, 6)).toEqual([6, 7, 8]);
  expect(read(rows, 5, 2)).toEqual([5, 6]);
  expect([read(rows, 4), read(rows, 9)]).toEqual([[], []]);
});

test('a row after a gap begins anew, so that no reader skips an entry', () => {
  const rows = new RecentRows(8);
  for (const position of [1, 2, 4, 5]) rows.add(rowAt(position));
  expect([read(rows, 1), read(rows, 4)]).toEqual([[], [4, 5]]);
});

test('what the index has is forgotten, and beyond the cap the oldest is', () => {
  const rows = new RecentRows(4);
  for (const position of [1, 2, 3, 4, 5]) rows.add(rowAt(position));
  expect([read(rows, 2), read(rows, 3)]).toEqual([[], [3, 4, 5]]);
  rows.forget(4);
  expect([read(rows, 4), read(rows, 5)]).toEqual([[], [5]]);
});
