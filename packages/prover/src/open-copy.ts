import {copyFileSync, existsSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';

/**
 * Opens a copy of a database with its log, read by another SQLite build than the one that wrote it.
 * The originals are evidence: they are not even touched.
 */
export function withCopy<T>(file: string, read: (database: DatabaseSync) => T): T {
  const {database, close} = openCopy(file);
  try {
    return read(database);
  } finally {
    close();
  }
}

/** The same, for a reader that has to wait in between. Whoever opens it closes it. */
export function openCopy(file: string): {
  readonly database: DatabaseSync;
  readonly close: () => void;
} {
  const directory = mkdtempSync(join(tmpdir(), 'holdfast-prove-'));
  const remove = () => rmSync(directory, {recursive: true});
  try {
    const copy = join(directory, basename(file));
    copyFileSync(file, copy);
    if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${copy}-wal`);
    const database = new DatabaseSync(copy);
    const close = () => {
      database.close();
      remove();
    };
    return {database, close};
  } catch (error) {
    remove();
    throw error;
  }
}
