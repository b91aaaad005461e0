import {copyFileSync, existsSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';

/**
 * Opens a copy of a database with its log, read by another SQLite build than the one that wrote it.
 * The originals are evidence: they are not even touched.
 */
export function withCopy<T>(file: string, read: (database: DatabaseSync) => T): T {
  const directory = mkdtempSync(join(tmpdir(), 'holdfast-prove-'));
  try {
    const copy = join(directory, basename(file));
    copyFileSync(file, copy);
    if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${copy}-wal`);
    const database = new DatabaseSync(copy);
    try {
      return read(database);
    } finally {
      database.close();
    }
  } finally {
    rmSync(directory, {recursive: true});
  }
}
