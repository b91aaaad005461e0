import {existsSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {Defect, utf8Encode} from '@holdfast/std';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {type Database, openDatabase} from './index.ts';
import {CELLS, useFolder} from './testing-folder.ts';

const at = useFolder();
let database: Database;

beforeEach(() => {
  database = openDatabase({path: at('cells.db'), schema: CELLS, mode: 'create'});
});
afterEach(() => database.close());

const add = (id: number, label: string | null = null) =>
  database.run('INSERT INTO cells (id, label) VALUES (?, ?)', [id, label]);
const ids = () => database.all('SELECT id FROM cells ORDER BY id').map(row => row['id']);

describe('an erasure', () => {
  const place = () => dirname(at('cells.db'));
  const holding = (text: string) =>
    readdirSync(place()).filter(name => readFileSync(join(place(), name)).includes(text));

  test('leaves no byte of what it wrote over, in the file, the log or older copies', () => {
    const body = (id: number) => utf8Encode('Lovelace'.repeat(1 + ((id * 37) % 900)));
    const insert = (from: number, to: number) =>
      database.write(() => {
        for (let id = from; id <= to; id += 1) {
          database.run('INSERT INTO cells (id, body) VALUES (?, ?)', [id, body(id)]);
        }
      });
    insert(1, 400);
    database.checkpoint('passive');
    insert(401, 420);
    writeFileSync(`${at('cells.db')}.v1.bak`, 'Lovelace');
    expect(holding('Lovelace')).toHaveLength(3);
    database.erase(() => database.run('UPDATE cells SET body = zeroblob(length(body))'));
    expect(holding('Lovelace')).toEqual([]);
    expect(ids()).toHaveLength(420);
  });
});

describe('a write', () => {
  test('is read again, value for value', () => {
    const body = Uint8Array.of(0, 255);
    database.write(() => {
      database.run('INSERT INTO cells VALUES (?, ?, ?, ?)', [1, 9007199254740991, 'ä', body]);
      database.run('INSERT INTO cells VALUES (:id, :count, :label, :body)', {
        body: new Uint8Array(0),
        count: -0,
        id: 2n,
        label: '',
      });
    });
    expect(database.all('SELECT * FROM cells ORDER BY id')).toEqual([
      {id: 1, count: 9007199254740991, label: 'ä', body},
      {id: 2, count: 0, label: '', body: new Uint8Array(0)},
    ]);
  });

  test('gives back what its function returns', () => {
    expect(database.write(() => add(1))).toEqual({changes: 1});
  });

  test('leaves nothing when its function throws, and the next one works', () => {
    const stop = new Error('changed my mind');
    const half = () =>
      database.write(() => {
        add(1);
        throw stop;
      });
    expect(half).toThrow(stop);
    expect(ids()).toEqual([]);
    database.write(() => add(2));
    expect(ids()).toEqual([2]);
  });

  test('is not nested: the outer one is undone', () => {
    const nested = () =>
      database.write(() => {
        add(1);
        database.write(() => add(2));
      });
    expect(nested).toThrow(new Defect('a write is not nested'));
    expect(ids()).toEqual([]);
  });

  test('does not wait: an asynchronous function is undone', () => {
    expect(() => database.write(async () => add(1))).toThrow(Defect);
    expect(ids()).toEqual([]);
  });

  test('that breaks a constraint is a defect, and nothing of it stays', () => {
    const twice = () =>
      database.write(() => {
        add(1, 'same');
        add(2, 'same');
      });
    expect(twice).toThrow(/^SQLite takes the statement \(2067\): INSERT/);
    expect(ids()).toEqual([]);
    expect(database.fault).toBeUndefined();
  });

  test('of a row that STRICT refuses is a defect', () => {
    const mistyped = () =>
      database.write(() => database.run('INSERT INTO cells (count) VALUES (?)', ['three']));
    expect(mistyped).toThrow(Defect);
  });
});

describe('statements', () => {
  test('that return rows may write, inside a write', () => {
    const row = database.write(() =>
      database.get('INSERT INTO cells (label) VALUES (?) RETURNING id', ['x']),
    );
    expect(row).toEqual({id: 1});
    expect(ids()).toEqual([1]);
  });

  test('get gives the first row or undefined, all gives every row', () => {
    database.write(() => [add(1), add(2)]);
    expect(database.get('SELECT id FROM cells ORDER BY id')).toEqual({id: 1});
    expect(database.get('SELECT id FROM cells WHERE id = ?', [9])).toBeUndefined();
    expect(database.all('SELECT id FROM cells WHERE id = ?', [9])).toEqual([]);
  });

  test('a get that left rows unread holds nothing up', () => {
    database.write(() => [add(1), add(2), add(3)]);
    database.get('SELECT id FROM cells');
    expect(database.checkpoint('truncate')).toMatchObject({busy: false});
    database.write(() => add(4));
    expect(ids()).toEqual([1, 2, 3, 4]);
  });

  test.each([
    ['writing outside a write', () => add(1)],
    ['RETURNING outside a write', () => database.get('DELETE FROM cells RETURNING id')],
    ['running what returns rows', () => database.run('SELECT 1')],
    ['reading what returns none', () => database.write(() => database.get('DELETE FROM cells'))],
    ['a transaction by hand', () => database.run('BEGIN')],
    ['a setting', () => database.get('PRAGMA synchronous = OFF')],
    ['another file', () => database.run("ATTACH 'x' AS x")],
    ['a schema change', () => database.write(() => database.run('DROP TABLE cells'))],
    ['a syntax error', () => database.all('SELEC')],
    ['an unknown table', () => database.all('SELECT * FROM nothing')],
    ['two columns of one name', () => database.all('SELECT id, count AS id FROM cells')],
    ['a missing parameter', () => database.all('SELECT id FROM cells WHERE id = ?')],
  ])('%s is a defect and changes nothing', (_, mistake) => {
    expect(mistake).toThrow(Defect);
    expect(database.fault).toBeUndefined();
    database.write(() => add(7));
    expect(ids()).toEqual([7]);
    expect(database.get('SELECT count(*) AS n FROM cells')).toEqual({n: 1});
  });

  test('built out of values are a defect before they fill the memory', () => {
    const careless = () => {
      for (let id = 0; id < 300; id += 1) database.all(`SELECT * FROM cells WHERE id = ${id}`);
    };
    expect(careless).toThrow(/^SQL text is constant/);
  });
});

describe('the log', () => {
  test('grows with each write until it is truncated', () => {
    database.checkpoint('truncate');
    expect(database.walBytes()).toBe(0);
    database.write(() => add(1));
    expect(database.walBytes()).toBeGreaterThan(4096);
    const {busy, walFrames, checkpointedFrames} = database.checkpoint('passive');
    expect(busy).toBe(false);
    expect(walFrames).toBeGreaterThan(0);
    expect(checkpointedFrames).toBe(walFrames);
    database.checkpoint('truncate');
    expect(database.walBytes()).toBe(0);
    expect(ids()).toEqual([1]);
  });

  test('is not checkpointed by itself, however long it gets', () => {
    const before = statSync(database.path).size;
    const long = new Uint8Array(6_000_000); // SQLite's own limit is 1000 pages
    database.write(() => database.run('INSERT INTO cells (body) VALUES (?)', [long]));
    expect(database.walBytes()).toBeGreaterThan(long.length);
    expect(statSync(database.path).size).toBe(before);
  });

  test('is not checkpointed in the middle of a write', () => {
    expect(() => database.write(() => database.checkpoint('passive'))).toThrow(Defect);
  });
});

describe('a copy', () => {
  test('is whole, has an awkward name if asked, and opens like the original', () => {
    database.write(() => add(1, 'x'));
    const path = at("it's a copy.db");
    database.vacuumInto(path);
    const copy = openDatabase({path, schema: CELLS, mode: 'existing'});
    expect(copy.all('SELECT id, label FROM cells')).toEqual([{id: 1, label: 'x'}]);
    copy.write(() => copy.run('DELETE FROM cells'));
    copy.close();
    expect(ids()).toEqual([1]);
  });

  test('overwrites nothing, and an old unfinished one is no hindrance', () => {
    writeFileSync(at('taken'), 'precious');
    expect(() => database.vacuumInto(at('taken'))).toThrow(Defect);
    expect(statSync(at('taken')).size).toBe('precious'.length);
    writeFileSync(at('copy.db.partial'), 'left behind');
    database.vacuumInto(at('copy.db'));
    expect(existsSync(at('copy.db.partial'))).toBe(false);
  });

  test('that cannot be written leaves the original usable', () => {
    expect(() => database.vacuumInto(at('no such folder/copy.db'))).toThrow(/^database\/failed/);
    database.write(() => add(1));
    expect(ids()).toEqual([1]);
  });
});

test('a sound file has no findings', () => {
  database.write(() => add(1));
  expect(database.quickCheck()).toEqual([]);
});

test('a closed database is not used, and closing twice is nothing', () => {
  database.close();
  database.close();
  expect(ids).toThrow(new Defect('a closed database is not used'));
  expect(() => database.write(() => {})).toThrow(Defect);
  expect(() => database.checkpoint('passive')).toThrow(Defect);
});

test('a database is not closed in the middle of a write', () => {
  expect(() => database.write(() => database.close())).toThrow(Defect);
  expect(ids()).toEqual([]);
});
