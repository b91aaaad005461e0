import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {openDatabase} from './index.ts';
import {CELLS, useFolder} from './testing-folder.ts';
import {startScript} from './testing-script.ts';

const at = useFolder();

test('an erasure that a reader holds up says so, and done again leaves nothing', async () => {
  const path = at('cells.db');
  const database = openDatabase({path, schema: CELLS, mode: 'create'});
  database.write(() => database.run("INSERT INTO cells (id, label) VALUES (1, 'Lovelace')"));
  const reader = startScript(`
    import {DatabaseSync} from 'node:sqlite';
    const database = new DatabaseSync(${JSON.stringify(path)});
    database.exec('BEGIN');
    database.prepare('SELECT label FROM cells').all();
    console.log('reading');
    process.stdin.on('end', () => process.exit()).resume();
  `);
  const ended = once(reader, 'close');
  if (reader.stdout) await once(reader.stdout, 'data');
  const erase = () => {
    database.erase(() => database.run("UPDATE cells SET label = '--------' WHERE id = 1"));
  };
  const bytes = () => readFileSync(`${path}-wal`) + String(readFileSync(path));
  expect(erase).toThrow(expect.objectContaining({code: 'database/in-use'}));
  expect(bytes()).toContain('Lovelace');
  reader.stdin?.end();
  await ended;
  erase();
  expect(bytes()).not.toContain('Lovelace');
  database.close();
}, 20_000);
