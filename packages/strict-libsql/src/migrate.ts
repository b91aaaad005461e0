import {existsSync, rmSync} from 'node:fs';
import {assert, Fault} from '@holdfast/std';
import type {Connection} from './connection.ts';
import {numberedNames, renameDurably, sameContent} from './durable-file.ts';
import {integerPragma} from './pragma.ts';
import {readUtf8} from './row.ts';
import {migrationSql, newestVersion, type Schema} from './schema.ts';
import {vacuumInto} from './vacuum-into.ts';

/**
 * The schema version of an opened file. Throws `database/foreign` for another kind of file and
 * `database/too-new` for one this program must not touch. Only reads: it comes before anything that
 * could change a file that is not ours.
 */
export function fileVersion(connection: Connection, schema: Schema): number {
  const newest = newestVersion(schema);
  const applicationId = integerPragma(connection, 'application_id');
  if (applicationId !== schema.applicationId)
    throw new Fault('database/foreign', {path: connection.path, applicationId});
  const version = integerPragma(connection, 'user_version');
  if (version > newest) assertReadable(connection, {version, newest});
  return version;
}

/**
 * Brings a file from `version` to the program's newest, all or nothing, and keeps a copy of it as
 * it was in `<path>.v<N>.bak`. Foreign keys are checked at the end, not on the way: a table that is
 * rebuilt would otherwise take its children with it.
 */
export function migrateDatabase(connection: Connection, schema: Schema, version: number): void {
  if (version >= newestVersion(schema)) return;
  keepCopy(connection, version);
  connection.exec('PRAGMA foreign_keys = OFF');
  connection.begin();
  try {
    connection.exec(migrationSql(schema, version));
    const orphans = connection.pragma('foreign_key_check').length;
    assert(orphans === 0, `a migration leaves no child without its parent: ${orphans} rows`);
    connection.exec('COMMIT');
  } catch (error) {
    connection.rollback();
    throw error;
  }
  connection.exec('PRAGMA foreign_keys = ON');
}

function assertReadable(
  connection: Connection,
  {version, newest}: {readonly version: number; readonly newest: number},
): void {
  const minimumReader = readMeta(connection, 'minimum_reader');
  if (Number(minimumReader) <= newest) return;
  throw new Fault('database/too-new', {
    path: connection.path,
    fileVersion: version,
    newestReadable: newest,
    minimumReader,
    writtenBy: readMeta(connection, 'written_by'),
  });
}

// A start that dies between copy and migration, again and again, must not fill the disk: an equal
// copy is not kept twice.
function keepCopy(connection: Connection, version: number): void {
  const stem = `${connection.path}.v${version}`;
  const draft = `${stem}.partial`;
  vacuumInto(connection, draft);
  for (const name of numberedNames({stem, ending: '.bak'})) {
    if (!existsSync(name)) {
      renameDurably({from: draft, to: name});
      return;
    }
    if (sameContent(name, draft)) {
      rmSync(draft);
      return;
    }
  }
}

function readMeta(connection: Connection, name: string): string {
  const row = connection.get('SELECT value FROM meta WHERE name = ?', [name]);
  if (row === undefined)
    throw new Fault('database/corrupt', {path: connection.path, reason: `no ${name}`});
  return readUtf8(row, 'value');
}
