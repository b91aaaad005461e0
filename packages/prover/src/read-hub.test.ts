import {mkdirSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {checkStore} from '@holdfast/checkers';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {readHub} from './read-hub.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
  mkdirSync(join(directory, 'ledgers'));
  const database = new DatabaseSync(join(directory, 'ledgers', 'ledger-0001.db'));
  database.exec(`
    CREATE TABLE ledger (only INTEGER PRIMARY KEY, ledger_id BLOB);
    CREATE TABLE commit_group (first INTEGER PRIMARY KEY, last INTEGER, codec INTEGER,
      head_before BLOB, head BLOB, entries BLOB);
    CREATE TABLE held_statement (journal_id BLOB PRIMARY KEY, statement BLOB);
    INSERT INTO ledger VALUES (1, zeroblob(30))`);
  const sealed = Buffer.concat([Buffer.from('01b168f6b518863d1e', 'hex'), Buffer.alloc(80)]);
  const add = database.prepare('INSERT INTO commit_group VALUES (1, 2, 2, ?, ?, ?)');
  add.run(Buffer.alloc(32), Buffer.alloc(32, 7), sealed);
  database.close();
});
afterEach(() => rmSync(directory, {recursive: true}));

test('a commit group that does not open is a finding with its positions, not the end of a proof', () => {
  const hub = readHub(directory);
  const reason = /^the commit group from 1 to 2 is sealed, and its key b168f6b518863d1e is not in /;
  expect(hub.entries).toMatchObject([{damage: expect.stringMatching(reason)}]);
  const nothing = {entries: [], prunedTo: new Map(), lastCommon: new Map()};
  const findings = checkStore({
    sold: undefined,
    terminals: nothing,
    hub,
    gateway: {entries: []},
  });
  expect(findings.map(({detail}) => detail)).toContainEqual(expect.stringMatching(reason));
});
