import {readdirSync} from 'node:fs';
import {basename, join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {loadDataKeys} from '@holdfast/data-keys';
import {placeIn, RowSeal} from '@holdfast/data-keys/row-seal';

/**
 * What lies sealed in the databases below a folder, opened with the keys below it: whoever searches
 * a disk must not be told that nothing is there because it cannot be read.
 */
export function* sealedCells(
  folder: string,
): Generator<{readonly place: string; readonly plain: Uint8Array}> {
  const files = readdirSync(folder, {withFileTypes: true, recursive: true})
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name));
  const keys = files
    .filter(file => basename(file) === 'data-keys.json')
    .flatMap(file => loadDataKeys({file, credential: undefined}) ?? []);
  const seal = new RowSeal(keys);
  for (const file of files.filter(name => name.endsWith('.db'))) {
    const database = new DatabaseSync(file);
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
    for (const {name} of tables) {
      for (const row of database.prepare(`SELECT * FROM "${String(name)}"`).iterate()) {
        for (const cell of Object.values(row)) {
          if (!(cell instanceof Uint8Array)) continue;
          const opened = seal.open({place: placeIn(cell), sealed: cell});
          if (opened.kind === 'opened') yield {place: `sealed in ${file}`, plain: opened.plain};
        }
      }
    }
    database.close();
  }
}
