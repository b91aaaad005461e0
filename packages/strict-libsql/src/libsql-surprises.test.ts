import Libsql from 'libsql';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {type Database, openDatabase} from './index.ts';
import {CELLS, useFolder} from './testing-folder.ts';

/**
 * What libsql 0.5.29 does without an error, shown on libsql itself beside what the wrapper makes of
 * it. A raw expectation that fails after an upgrade means the guard may go. What kills the process:
 * libsql-aborts.process.test.ts.
 */
const at = useFolder();
let raw: InstanceType<typeof Libsql>;
let strict: Database;

beforeEach(() => {
  raw = new Libsql(at('raw.db'));
  raw.exec('PRAGMA journal_mode = WAL; CREATE TABLE cells (id INTEGER PRIMARY KEY, label, body)');
  strict = openDatabase({path: at('strict.db'), schema: CELLS, mode: 'create'});
});
afterEach(() => {
  raw.close();
  strict.close();
});

const INSERT = 'INSERT INTO cells (id, label, body) VALUES (?, ?, ?)';

describe('a value is changed on the way in', () => {
  test.each([
    ['NaN becomes NULL', Number.NaN, null, 'null'],
    ['undefined becomes NULL', undefined, null, 'null'],
    ['text is cut at NUL', 'a\0b', 'a', 'text'],
    ['a lone surrogate becomes U+FFFD', '\ud800', '\ufffd', 'text'],
    ['an integer becomes a REAL', 3, 3, 'real'],
  ])('%s', (_, given, stored, type) => {
    raw.prepare(INSERT).run([1n, given, null]);
    const found = raw.prepare('SELECT label, typeof(label) AS type FROM cells').get([]);
    expect(found).toMatchObject({label: stored, type});
  });

  test('the wrapper binds an integer as one', () => {
    strict.write(() => strict.run(INSERT, [1, 'x', null]));
    expect(strict.get('SELECT typeof(id) AS type FROM cells')).toEqual({type: 'integer'});
  });
});

describe('parameters are not counted', () => {
  test('a missing one keeps the value of the call before', () => {
    const insert = raw.prepare(INSERT);
    insert.run([1n, 'of the first', null]);
    insert.run([2n]);
    expect(raw.prepare('SELECT label FROM cells WHERE id = 2').get([])).toMatchObject({
      label: 'of the first',
    });
  });

  test('a surplus one is ignored, and a misspelt name is NULL', () => {
    raw.prepare(INSERT).run([1n, 'x', null, 'surplus']);
    raw.prepare('INSERT INTO cells (id, label) VALUES (:id, :label)').run({id: 2n, lable: 'x'});
    expect(raw.prepare('SELECT label FROM cells WHERE id = 2').get([])).toMatchObject({
      label: null,
    });
  });

  test('the wrapper counts', () => {
    const wrong = () => strict.write(() => strict.run(INSERT, [1]));
    expect(wrong).toThrow('as many parameters as question marks: 1 for 3');
    const misspelt = {id: 2, lable: 'x'};
    const named = 'INSERT INTO cells (id, label) VALUES (:id, :label)';
    expect(() => strict.write(() => strict.run(named, misspelt))).toThrow(
      'no surplus parameter: lable',
    );
  });
});

describe('a value is changed on the way out', () => {
  test('integers are rounded, unless one asks for bigints', () => {
    const beyond = raw.prepare('SELECT 9007199254740993 AS n');
    expect(beyond.get([])).toMatchObject({n: 9007199254740992});
    expect(() => strict.get('SELECT 9007199254740993 AS n')).toThrow(
      'column n holds a safe integer',
    );
  });

  test('the last row id is rounded even then', () => {
    const {lastInsertRowid} = raw.prepare(INSERT).run([2n ** 53n + 1n, null, null]);
    expect(lastInsertRowid).toBe(2 ** 53);
    const returning = 'INSERT INTO cells (id) VALUES (?) RETURNING id';
    const read = () => strict.write(() => strict.get(returning, [2n ** 53n + 1n]));
    expect(read).toThrow('column id holds a safe integer');
  });

  test('a BLOB is an ArrayBuffer from all, a Buffer from raw rows', () => {
    raw.prepare(INSERT).run([1n, null, Uint8Array.of(1)]);
    const select = raw.prepare('SELECT body FROM cells');
    expect(select.all([])).toEqual([{body: Uint8Array.of(1).buffer}]);
    expect(select.raw().get([])).toEqual([Buffer.of(1)]);
    strict.write(() => strict.run(INSERT, [1, null, Uint8Array.of(1)]));
    const once = strict.get('SELECT body FROM cells');
    expect([once]).toEqual(strict.all('SELECT body FROM cells'));
    expect(once).toEqual({body: Uint8Array.of(1)});
  });

  test('a row carries _metadata', () => {
    expect(raw.prepare('SELECT 1 AS one').get([])).toHaveProperty('_metadata');
    expect(Object.keys(strict.get('SELECT 1 AS one') ?? {})).toEqual(['one']);
  });

  test('of two columns with one name the last wins', () => {
    expect(raw.prepare('SELECT 1 AS n, 2 AS n').all([])).toEqual([{n: 2}]);
    expect(() => strict.all('SELECT 1 AS n, 2 AS n')).toThrow('no two columns have one name');
  });
});

describe('a statement is left half done', () => {
  test('INSERT … RETURNING by run keeps the transaction from ending', () => {
    raw.exec('BEGIN IMMEDIATE');
    raw.prepare('INSERT INTO cells (id) VALUES (1) RETURNING id').run([]);
    expect(() => raw.exec('COMMIT')).toThrow(/SQL statements in progress/);
    const returning = 'INSERT INTO cells (id) VALUES (1) RETURNING id';
    expect(() => strict.write(() => strict.run(returning))).toThrow(/read with get or all/);
  });

  test('a loop that breaks off keeps a checkpoint from ending', () => {
    raw.exec(`WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < 500)
      INSERT INTO cells (id) SELECT id FROM n`);
    for (const _ of raw.prepare('SELECT id FROM cells').iterate([])) break;
    // An open reader makes a truncating checkpoint fail outright on its own connection.
    expect(() => raw.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all([])).toThrow(/locked/);
  });

  test('a statement that met a lock keeps every later transaction from ending', () => {
    const other = new Libsql(at('raw.db'));
    other.exec('BEGIN IMMEDIATE');
    const insert = raw.prepare('INSERT INTO cells (id) VALUES (1)');
    expect(() => insert.run([])).toThrow(/locked/);
    other.exec('ROLLBACK');
    other.close();
    raw.exec('BEGIN');
    expect(() => raw.exec('COMMIT')).toThrow(/SQL statements in progress/);
    // The wrapper meets a lock at BEGIN IMMEDIATE, which leaves nothing behind:
    // disk.process.test.ts.
  });

  test('the second of two statements is silently dropped', () => {
    raw.prepare('INSERT INTO cells (id) VALUES (1); INSERT INTO cells (id) VALUES (2)').run([]);
    expect(raw.prepare('SELECT count(*) AS n FROM cells').get([])).toMatchObject({n: 1});
    expect(() => strict.all('SELECT 1; SELECT 2')).toThrow('one statement a call');
  });
});

describe('opening is lenient', () => {
  test('readonly and fileMustExist are ignored', () => {
    const made = new Libsql(at('made.db'), {readonly: true, fileMustExist: true});
    made.exec('CREATE TABLE t (x)');
    made.close();
    const existing = {path: at('absent.db'), schema: CELLS, mode: 'existing'} as const;
    expect(() => openDatabase(existing)).toThrow(/^database\/missing/);
  });

  test('a new file has synced commits, but no log', () => {
    const fresh = new Libsql(at('fresh.db'));
    expect(fresh.prepare('PRAGMA synchronous').raw().get([])).toEqual([2]);
    expect(fresh.prepare('PRAGMA journal_mode').raw().get([])).toEqual(['delete']);
    fresh.close();
  });

  test('nobody waits for a lock unless told to', () => {
    const timeout = raw.prepare('PRAGMA busy_timeout').raw().get([]);
    expect(timeout).toEqual([0]);
  });

  test('a statement outlives its closed connection', () => {
    const statement = raw.prepare('SELECT 1 AS one');
    raw.close();
    expect(statement.get([])).toMatchObject({one: 1});
    strict.all('SELECT 1 AS one');
    strict.close();
    expect(() => strict.all('SELECT 1 AS one')).toThrow('a closed database is not used');
  });
});
