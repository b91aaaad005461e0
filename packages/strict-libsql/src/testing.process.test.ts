import {expect, test} from 'vitest';
import {CELLS, useFolder} from './testing-folder.ts';
import {runScript} from './testing-script.ts';

const at = useFolder();

test('closed databases give their handles back when they are collected, not before', async () => {
  const end = await runScript(`
    import {readdirSync, readlinkSync} from 'node:fs';
    import {openDatabase} from './src/index.ts';
    import {collectClosedDatabases} from './src/testing.ts';
    const openAndClose = () => {
      const database = openDatabase(${JSON.stringify({path: at('cells.db'), schema: CELLS, mode: 'create'})});
      database.all('SELECT * FROM cells');
      database.close();
    };
    const target = handle => { try { return readlinkSync('/proc/self/fd/' + handle); } catch { return ''; } };
    const handles = () => readdirSync('/proc/self/fd').filter(handle => target(handle).includes('cells.db')).length;
    for (let count = 0; count < 20; count += 1) openAndClose();
    const leaked = handles();
    await collectClosedDatabases();
    process.stdout.write(JSON.stringify({leaked, kept: handles()}));`);
  expect(end.stderr).toBe('');
  const {leaked, kept} = JSON.parse(end.stdout);
  expect(leaked).toBeGreaterThanOrEqual(20);
  expect(kept).toBe(0);
});
