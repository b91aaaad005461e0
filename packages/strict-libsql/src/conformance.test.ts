import {DatabaseSync, type SQLInputValue} from 'node:sqlite';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {type Database, openDatabase, type Row, type SqlParameter} from './index.ts';
import {CELLS, useFolder} from './testing-folder.ts';

/**
 * One statement after another, on libSQL behind this wrapper and on Node's own SQLite: the same
 * answers.
 */
const at = useFolder();
let strict: Database;
let oracle: DatabaseSync;

beforeEach(() => {
  strict = openDatabase({path: at('strict.db'), schema: CELLS, mode: 'create'});
  oracle = new DatabaseSync(at('oracle.db'));
  oracle.exec(CELLS.migrations[0]?.sql ?? '');
});
afterEach(() => {
  strict.close();
  oracle.close();
});

const INSERT = 'INSERT INTO cells VALUES (?, ?, ?, ?)';
const VALUES: readonly (readonly SqlParameter[])[] = [
  [1, 0, 'plain', Uint8Array.of()],
  [2, Number.MAX_SAFE_INTEGER, 'ümläut', Uint8Array.of(0)],
  [3, Number.MIN_SAFE_INTEGER, '😀', new Uint8Array(5000).fill(255)],
  [4, -1, "it's", null],
  [5, null, null, new Uint8Array(8).subarray(2, 5)],
  [6, 255, '\r\n\t', Buffer.from('from a pool')],
  [7, 2 ** 40, ' ', Uint8Array.from({length: 256}, (_, byte) => byte)],
];

const STATEMENTS: readonly (readonly [string, (readonly SqlParameter[])?])[] = [
  ...VALUES.map(values => [INSERT, values] as const),
  ['SELECT * FROM cells ORDER BY id'],
  [
    'SELECT id, typeof(count) AS c, typeof(label) AS l, typeof(body) AS b, length(body) AS n FROM cells ORDER BY id',
  ],
  ['SELECT id FROM cells WHERE count > ? ORDER BY count DESC', [0]],
  ['SELECT id FROM cells WHERE body = ?', [Uint8Array.of(0)]],
  ['SELECT id FROM cells WHERE label = ?', ["it's"]],
  ['SELECT id FROM cells WHERE label IS ?', [null]],
  ['SELECT count(*) AS n, max(count) AS most, min(count) AS least FROM cells'],
  [
    'SELECT id, rank() OVER (ORDER BY count) AS place FROM cells WHERE count IS NOT NULL ORDER BY id',
  ],
  ["SELECT json_extract('{\"a\":[1,2]}', '$.a[1]') AS second"],
  ['SELECT hex(body) AS h FROM cells ORDER BY id LIMIT 2 OFFSET 1'],
  [
    "INSERT INTO cells (id, label) VALUES (9, 'plain') ON CONFLICT (label) DO UPDATE SET count = count + 5 RETURNING id, count",
  ],
  ["INSERT OR IGNORE INTO cells (id, label) VALUES (9, 'plain')"],
  ['UPDATE cells SET count = id * ? WHERE id > ?', [3, 4]],
  ['DELETE FROM cells WHERE id IN (SELECT value FROM json_each(?)) RETURNING label', ['[1,3]']],
  ['DELETE FROM cells WHERE id = ?', [99]],
  [
    'WITH RECURSIVE n (x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM n WHERE x < ?) SELECT sum(x) AS s FROM n',
    [100],
  ],
  ['SELECT * FROM cells ORDER BY label'],
];

test('every statement of a long conversation has the same answer', () => {
  for (const [sql, parameters = []] of STATEMENTS) {
    const returnsRows = /^(SELECT|WITH)|RETURNING/.test(sql);
    const ours = strict.write(() =>
      returnsRows ? strict.all(sql, parameters) : strict.run(sql, parameters).changes,
    );
    const theirs = oracle.prepare(sql);
    const bound = parameters.map(toOracle);
    const answer = returnsRows ? theirs.all(...bound).map(toRow) : theirs.run(...bound).changes;
    expect({sql, answer: ours}).toEqual({sql, answer});
  }
});

test('both files are sound to the other', () => {
  for (const values of VALUES) strict.write(() => strict.run(INSERT, values));
  const rows = strict.all('SELECT * FROM cells');
  strict.close();
  const judge = new DatabaseSync(at('strict.db'));
  expect(judge.prepare('PRAGMA integrity_check').get()).toEqual({integrity_check: 'ok'});
  expect(judge.prepare('SELECT * FROM cells').all().map(toRow)).toEqual(rows);
  judge.close();
});

function toOracle(value: SqlParameter): SQLInputValue {
  return typeof value === 'number' ? BigInt(value) : value;
}

function toRow(row: Record<string, unknown>): Row {
  const cells = Object.entries(row).map(([column, cell]) => {
    if (cell instanceof Uint8Array) return [column, Uint8Array.from(cell)] as const;
    if (cell === null || typeof cell === 'string' || typeof cell === 'number')
      return [column, cell] as const;
    throw new TypeError(`column ${column}`);
  });
  return Object.fromEntries(cells);
}
