import {SeededRandom} from '@holdfast/std/testing';
import {expect, test} from 'vitest';
import type {DiskImage} from './disk-image.ts';
import {tearImage} from './torn-image.ts';

const imageOf = (files: Record<string, Buffer>): DiskImage => ({
  files: new Map(Object.entries(files)),
  numbers: new Map(),
});
const bytes = (length: number, value: number) => Buffer.alloc(length, value);

function tornOften(before: DiskImage, after: DiskImage, name: string): (Buffer | undefined)[] {
  return Array.from({length: 200}, (_, seed) =>
    tearImage(new SeededRandom(seed + 1), {before, after}).files.get(name),
  );
}

test('what a log held before the write is there after a power cut in it', () => {
  const synced = bytes(1024, 1);
  const before = imageOf({'a.db': bytes(512, 0), 'a.db-wal': synced});
  const after = imageOf({
    'a.db': bytes(512, 0),
    'a.db-wal': Buffer.concat([synced, bytes(2048, 2)]),
  });
  const torn = tornOften(before, after, 'a.db-wal');
  for (const log of torn) expect(log?.subarray(0, 1024).equals(synced)).toBe(true);
  expect(new Set(torn.map(log => log?.length)).size).toBeGreaterThan(20);
  expect(torn.some(log => log?.subarray(1024).includes(0) && log.includes(2))).toBe(true);
});

test('while a database is written, its log still says all of it', () => {
  const log = bytes(1024, 1);
  const before = imageOf({'a.db': bytes(4096, 0), 'a.db-wal': log});
  const after = imageOf({'a.db': bytes(4096, 9), 'a.db-wal': bytes(0, 0)});
  for (const kept of tornOften(before, after, 'a.db-wal')) expect(kept).toEqual(log);
  const databases = tornOften(before, after, 'a.db');
  expect(databases.some(database => database?.includes(0) && database.includes(9))).toBe(true);
});

test('a log is cut short at once or not at all', () => {
  const log = bytes(2048, 1);
  const before = imageOf({'a.db': bytes(512, 0), 'a.db-wal': log});
  const after = imageOf({'a.db': bytes(512, 0), 'a.db-wal': bytes(0, 0)});
  const lengths = tornOften(before, after, 'a.db-wal').map(kept => kept?.length);
  expect(new Set(lengths)).toEqual(new Set([0, 2048]));
});

test('a file that is put in place by its name is the old one or the new one', () => {
  const [before, after] = [imageOf({place: bytes(9, 1)}), imageOf({place: bytes(9, 2)})];
  const kept = tornOften(before, after, 'place').map(file => file?.toString('hex'));
  expect(new Set(kept)).toEqual(new Set(['01'.repeat(9), '02'.repeat(9)]));
});
