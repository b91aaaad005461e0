import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {type Database, openDatabase, type Schema} from './index.ts';

const schema: Schema = {
  applicationId: 0x48_46_54_31,
  programVersion: '1.2.3',
  migrations: [
    {
      version: 1,
      sql: `CREATE TABLE cells (id INTEGER PRIMARY KEY, count INTEGER, label TEXT, body BLOB) STRICT;
            -- a script may end in a comment`,
    },
  ],
};

let folder: string;
let database: Database;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-'));
  database = openDatabase({path: join(folder, 'cells.db'), schema, mode: 'create'});
});

afterEach(() => {
  database.close();
  rmSync(folder, {recursive: true});
});

test('what is written is read again', () => {
  database.write(() => {
    database.run('INSERT INTO cells VALUES (?, ?, ?, ?)', [
      1,
      9007199254740991,
      'ä',
      Uint8Array.of(0, 255),
    ]);
    database.run('INSERT INTO cells VALUES (:id, :count, :label, :body)', {
      body: null,
      count: -0,
      id: 2n,
      label: '',
    });
  });
  expect(database.all('SELECT * FROM cells ORDER BY id')).toEqual([
    {id: 1, count: 9007199254740991, label: 'ä', body: Uint8Array.of(0, 255)},
    {id: 2, count: 0, label: '', body: null},
  ]);
});
