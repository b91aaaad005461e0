import {Defect} from '@holdfast/std';
import {describe, expect, test} from 'vitest';
import {parseSqlShape} from './sql-shape.ts';

const positional = (sql: string) => parseSqlShape(sql).parameters;

describe('parameters are found where SQLite finds them', () => {
  test.each([
    ['SELECT 1', 0],
    ['SELECT ?, ?', 2],
    ["SELECT '?', ?", 1],
    ["SELECT 'it''s ?', ?", 1],
    ['SELECT "a?b" FROM t WHERE x = ?', 1],
    ['SELECT `a?b`, [c?d] FROM t WHERE x = ?', 1],
    ['SELECT ? -- and ? and :name\n, ?', 2],
    ['SELECT /* ? :name */ ?', 1],
    ["SELECT x'00', ?", 1],
    ['SELECT a$b, 1e5, .5, 0x1F FROM t WHERE c->>? = ?', 2],
  ])('%s has %d', (sql, count) => {
    expect(positional(sql)).toEqual({kind: 'positional', count});
  });
});

test('a name used twice is one parameter, numbered by its first appearance', () => {
  expect(positional('SELECT :b, @a, $c, :b')).toEqual({kind: 'named', names: ['b', 'a', 'c']});
});

test('the first word and a RETURNING clause are seen behind comments and in any case', () => {
  expect(parseSqlShape('-- why\n insert into t values (1) returning id;')).toMatchObject({
    keyword: 'INSERT',
    returning: true,
  });
  expect(parseSqlShape('SELECT \'returning\', "returning"').returning).toBe(false);
});

test.each([
  ['two statements', 'SELECT 1; SELECT 2'],
  ['a second one behind a comment', 'SELECT 1; -- first\n SELECT 2'],
  ['numbered parameters', 'SELECT ?1'],
  ['question marks mixed with names', 'SELECT ?, :a'],
  ['nothing', ' -- only a comment'],
])('%s are a defect', (_, sql) => {
  expect(() => parseSqlShape(sql)).toThrow(Defect);
});

test('a closing semicolon and a comment after it are no second statement', () => {
  expect(parseSqlShape('SELECT 1; -- the end\n').keyword).toBe('SELECT');
});
