import {DatabaseSync} from 'node:sqlite';
import {expect, test} from 'vitest';
import {
  SELECT_FIRST,
  SELECT_HOLDER,
  SELECT_KEPT,
  SELECT_LANE_TABLE,
  SELECT_LAST,
  SELECT_NEXT,
} from './ledger-database.ts';
import {LEDGER_SCHEMA} from './ledger-schema.ts';

test.each([
  ['the first group', SELECT_FIRST],
  ['the last group', SELECT_LAST],
  ['the group that holds a position', SELECT_HOLDER],
  ['the group after another', SELECT_NEXT],
  ['what is kept beside the groups', SELECT_KEPT],
  ['the newest full table of lanes', SELECT_LANE_TABLE],
])('%s is found in the order of the table: nothing before it is read and sorted', (_, sql) => {
  const database = new DatabaseSync(':memory:');
  for (const migration of LEDGER_SCHEMA.migrations) database.exec(migration.sql);
  const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
  expect(plan.length).toBeGreaterThan(0);
  expect(plan.map(step => String(step['detail'])).join('\n')).not.toContain('TEMP B-TREE');
  database.close();
});
