import {closeSync, openSync, readFileSync, truncateSync, writeSync} from 'node:fs';
import {isFault} from '@holdfast/std';
import {expect, test} from 'vitest';
import {Connection} from './connection.ts';
import {Database} from './database.ts';
import {FileLock} from './file-lock.ts';
import {openDatabase} from './open-database.ts';
import {CELLS, useFolder} from './testing-folder.ts';

const at = useFolder();
const PAGE_BYTES = 4096;

/** Each breaks a closed file, and opening or reading it must say so. */
const BREAKS = {
  'the header is overwritten': path => overwrite({path, from: 0, bytes: 100}),
  'the second half is cut off': path => truncateSync(path, readFileSync(path).length / 2),
  'every page but the first is zeroed': path =>
    overwrite({path, from: PAGE_BYTES, bytes: readFileSync(path).length - PAGE_BYTES}),
  'the schema page is scrambled': path =>
    overwrite({path, from: 100, bytes: PAGE_BYTES - 100, fill: 0x5a}),
  'the whole file is another': path =>
    overwrite({path, from: 0, bytes: readFileSync(path).length, fill: 0x78}),
} as const satisfies Record<string, (path: string) => void>;

test.each(Object.entries(BREAKS))('%s: database/corrupt, to the end', (_, strike) => {
  const path = at('cells.db');
  filled(path).close();
  const sound = readFileSync(path);
  strike(path);
  const broken = readFileSync(path);
  expect(broken.equals(sound)).toBe(false);

  let database: Database | undefined;
  const read = () => {
    database ??= openDatabase({path, schema: CELLS, mode: 'existing'});
    return database.all('SELECT count(*) AS n, sum(length(body)) AS bytes FROM cells');
  };
  expect(read).toThrow(expect.toSatisfy(error => isFault(error, 'database/corrupt')));
  expect(read).toThrow(expect.toSatisfy(error => isFault(error, 'database/corrupt')));
  database?.close();
  expect(readFileSync(path).equals(broken)).toBe(true); // it stays as evidence
});

test('a full disk refuses the new row, keeps the old ones, and stops everything until reopened', () => {
  const path = at('cells.db');
  filled(path).close();
  const lock = FileLock.take(path);
  const connection = new Connection({path, busyTimeoutMs: 0});
  const {page_count: pages} = connection.pragma('page_count')[0] ?? {};
  connection.pragma(`max_page_count = ${pages}`); // SQLite meets its own limit as it meets the disk's
  const database = new Database(connection, lock);

  const write = () =>
    database.write(() => {
      database.run('DELETE FROM cells WHERE id = 1');
      database.run('INSERT INTO cells (body) VALUES (?)', [new Uint8Array(20 * PAGE_BYTES)]);
    });
  const full = expect.toSatisfy(error => isFault(error, 'database/disk-full'));
  expect(write).toThrow(full);
  expect(write).toThrow(full);
  expect(() => database.get('SELECT 1 AS one')).toThrow(full);
  expect(() => database.checkpoint('passive')).toThrow(full);
  expect(database.fault).toMatchObject({code: 'database/disk-full', retry: 'later'});
  database.close();

  const again = openDatabase({path, schema: CELLS, mode: 'existing'});
  expect(again.get('SELECT count(*) AS n FROM cells')).toEqual({n: 64});
  again.write(() => again.run('INSERT INTO cells (body) VALUES (?)', [new Uint8Array(20)]));
  again.close();
});

test('a fault that a write swallows still undoes it', () => {
  const path = at('cells.db');
  filled(path).close();
  const lock = FileLock.take(path);
  const connection = new Connection({path, busyTimeoutMs: 0});
  const {page_count: pages} = connection.pragma('page_count')[0] ?? {};
  connection.pragma(`max_page_count = ${pages}`);
  const database = new Database(connection, lock);
  const careless = () =>
    database.write(() => {
      database.run('DELETE FROM cells WHERE id = 1');
      try {
        database.run('INSERT INTO cells (body) VALUES (?)', [new Uint8Array(20 * PAGE_BYTES)]);
      } catch {}
    });
  expect(careless).toThrow(expect.toSatisfy(error => isFault(error, 'database/disk-full')));
  database.close();
  const again = openDatabase({path, schema: CELLS, mode: 'existing'});
  expect(again.get('SELECT count(*) AS n FROM cells')).toEqual({n: 64});
  again.close();
});

function filled(path: string): Database {
  const database = openDatabase({path, schema: CELLS, mode: 'create', pageBytes: PAGE_BYTES});
  database.write(() => {
    for (let id = 1; id <= 64; id += 1)
      database.run('INSERT INTO cells (id, body) VALUES (?, ?)', [
        id,
        new Uint8Array(1000).fill(id),
      ]);
  });
  database.checkpoint('truncate');
  return database;
}

function overwrite(range: {
  readonly path: string;
  readonly from: number;
  readonly bytes: number;
  readonly fill?: number;
}): void {
  const handle = openSync(range.path, 'r+');
  writeSync(handle, new Uint8Array(range.bytes).fill(range.fill ?? 0), 0, range.bytes, range.from);
  closeSync(handle);
}
