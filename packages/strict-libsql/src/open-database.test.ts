import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {DatabaseSync} from 'node:sqlite';
import {Defect, type FaultCode, isFault} from '@holdfast/std';
import {describe, expect, test} from 'vitest';
import {Connection} from './connection.ts';
import {openDatabase} from './index.ts';
import {CELLS, useFolder} from './testing-folder.ts';

const at = useFolder();
const open = (mode: 'create' | 'existing' = 'create') =>
  openDatabase({path: at('cells.db'), schema: CELLS, mode});
const fault = (code: FaultCode) => expect.toSatisfy((error: unknown) => isFault(error, code));

test('a new file appears whole: schema, version, kind and log mode', () => {
  open().close();
  const judge = new DatabaseSync(at('cells.db'), {readOnly: true});
  const read = (sql: string) => Object.values(judge.prepare(sql).get() ?? {})[0];
  expect(read('PRAGMA journal_mode')).toBe('wal');
  expect(read('PRAGMA application_id')).toBe(CELLS.applicationId);
  expect(read('PRAGMA user_version')).toBe(1);
  expect(read("SELECT CAST(value AS TEXT) FROM meta WHERE name = 'written_by'")).toBe('1.2.3');
  expect(read('PRAGMA integrity_check')).toBe('ok');
  judge.close();
  expect(readdirSync(at('.')).filter(name => name.includes('installing'))).toEqual([]);
});

test('pages have the size that was asked for, and a file that exists keeps its own', () => {
  const pageBytesOnDisk = () => readFileSync(at('cells.db')).readUInt16BE(16);
  openDatabase({path: at('cells.db'), schema: CELLS, mode: 'create', pageBytes: 1024}).close();
  expect(pageBytesOnDisk()).toBe(1024);
  openDatabase({path: at('cells.db'), schema: CELLS, mode: 'create', pageBytes: 8192}).close();
  expect(pageBytesOnDisk()).toBe(1024);
  const odd = {path: at('odd.db'), schema: CELLS, mode: 'create', pageBytes: 1000} as const;
  expect(() => openDatabase(odd)).toThrow(Defect);
});

test('each open asks for synced commits, no checkpoint of its own, and every safeguard', () => {
  open().close();
  const asked: string[] = [];
  const exec = Connection.prototype.exec;
  Connection.prototype.exec = function (sql) {
    asked.push(sql);
    exec.call(this, sql);
  };
  try {
    openDatabase({path: at('cells.db'), schema: CELLS, mode: 'existing', cacheBytes: 64e6}).close();
  } finally {
    Connection.prototype.exec = exec;
  }
  for (const setting of [
    'synchronous = FULL',
    'wal_autocheckpoint = 0',
    'foreign_keys = ON',
    'trusted_schema = OFF',
    'cell_size_check = ON',
    'cache_size = -62500',
  ])
    expect(asked.join()).toContain(`PRAGMA ${setting}`);
});

test('there is one holder in this process, too', () => {
  const first = open();
  expect(() => open('existing')).toThrow(fault('database/in-use'));
  first.close();
  open('existing').close();
});

test('a link to the file, or to its folder, is the same file with the same lock', () => {
  const first = open();
  symlinkSync(at('cells.db'), at('link.db'));
  symlinkSync(at('.'), at('link'));
  for (const path of [at('link.db'), at('link/cells.db')])
    expect(() => openDatabase({path, schema: CELLS, mode: 'existing'})).toThrow(
      fault('database/in-use'),
    );
  first.close();
});

test('a reserve takes its place on the disk once, and follows what is asked', () => {
  const withReserve = (reserveBytes: number) =>
    openDatabase({path: at('cells.db'), schema: CELLS, mode: 'create', reserveBytes}).close();
  withReserve(3_000_000);
  const {mtimeMs, blocks} = statSync(at('cells.db.reserve'));
  expect(blocks * 512).toBeGreaterThanOrEqual(3_000_000);
  withReserve(3_000_000);
  expect(statSync(at('cells.db.reserve')).mtimeMs).toBe(mtimeMs);
  withReserve(1000);
  expect(statSync(at('cells.db.reserve')).size).toBe(1000);
});

test('a path is a path, even if it looks like an address', () => {
  const before = process.cwd();
  process.chdir(at('.'));
  try {
    openDatabase({path: 'file:cells.db?mode=memory', schema: CELLS, mode: 'create'}).close();
  } finally {
    process.chdir(before);
  }
  expect(existsSync(at('file:cells.db?mode=memory'))).toBe(true);
});

describe('a file that is not ours to open is refused, unchanged and unlocked', () => {
  const other = {...CELLS, applicationId: 77};

  test.each<[string, FaultCode, (path: string) => void]>([
    ['none', 'database/missing', () => {}],
    [
      'another kind',
      'database/foreign',
      path => openDatabase({path, schema: other, mode: 'create'}).close(),
    ],
    ['garbage', 'database/corrupt', path => writeFileSync(path, 'garbage '.repeat(1000))],
    ['an empty file', 'database/corrupt', path => writeFileSync(path, '')],
    ['a folder', 'database/failed', path => mkdirSync(path)],
  ])('%s: %s', (_, code, prepare) => {
    const path = at('cells.db');
    prepare(path);
    const bytes = () => (code === 'database/corrupt' ? readFileSync(path, 'latin1') : '');
    const before = bytes();
    expect(() => open('existing')).toThrow(fault(code));
    expect(() => open('existing')).toThrow(fault(code)); // not in-use: the first try let go
    expect(bytes()).toBe(before);
  });

  test('a folder that does not exist: database/failed', () => {
    const path = at('nowhere/cells.db');
    expect(() => openDatabase({path, schema: CELLS, mode: 'create'})).toThrow(
      fault('database/failed'),
    );
  });
});

test("a stranger's database is refused before a single byte of it changes", () => {
  const stranger = new DatabaseSync(at('cells.db')); // in rollback mode: opening ours would switch it
  stranger.exec('CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1)');
  stranger.close();
  const before = readFileSync(at('cells.db'));
  expect(() => open('existing')).toThrow(fault('database/foreign'));
  expect(readFileSync(at('cells.db')).equals(before)).toBe(true);
});

test('what an interrupted installation left is started over', () => {
  writeFileSync(at('cells.db.installing'), 'half a database');
  writeFileSync(at('cells.db.installing-journal'), 'and its journal');
  const database = open();
  expect(database.all('SELECT * FROM cells')).toEqual([]);
  database.close();
});

test('the log of a lost file is kept, not replayed into the new one', () => {
  const lost = openDatabase({path: at('lost.db'), schema: CELLS, mode: 'create'});
  lost.write(() => lost.run('INSERT INTO cells (id) VALUES (1)'));
  const log = readFileSync(at('lost.db-wal'));
  lost.close();
  writeFileSync(at('cells.db-wal'), log);
  writeFileSync(at('cells.db-wal.orphan'), 'an older one');

  const database = open();
  expect(database.all('SELECT * FROM cells')).toEqual([]);
  expect(readFileSync(at('cells.db-wal.orphan'), 'utf8')).toBe('an older one');
  expect(readFileSync(at('cells.db-wal.2.orphan')).equals(log)).toBe(true);
  database.close();
});

test('a restored copy is switched back to the log', () => {
  const database = open();
  database.vacuumInto(at('backup.db'));
  database.close();
  copyFileSync(at('backup.db'), at('restored.db'));
  const restored = openDatabase({path: at('restored.db'), schema: CELLS, mode: 'existing'});
  restored.write(() => restored.run('INSERT INTO cells (id) VALUES (1)'));
  expect(restored.walBytes()).toBeGreaterThan(0);
  restored.close();
});
