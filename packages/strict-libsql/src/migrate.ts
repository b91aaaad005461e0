import {existsSync, rmSync} from 'node:fs';
import {Fault, utf8Decode} from '@holdfast/std';
import type {Connection} from './connection.ts';
import {numberedNames, renameDurably, sameContent} from './durable-file.ts';
import {integerPragma} from './pragma.ts';
import {readBytes} from './row.ts';
import {migrationSql, newestVersion, type Schema} from './schema.ts';
import {vacuumInto} from './vacuum-into.ts';

/**
 * Brings an opened file to the program's newest schema version, keeping a copy of it as it was in `<path>.v<N>.bak`.
 * Throws `database/foreign` for another kind of file and `database/too-new` for one this program must not touch.
 */
export function migrateDatabase(connection: Connection, schema: Schema): void {
  const newest = newestVersion(schema);
  const {path} = connection;
  const applicationId = integerPragma(connection, 'application_id');
  if (applicationId !== schema.applicationId)
    throw new Fault('database/foreign', {path, applicationId});

  const version = integerPragma(connection, 'user_version');
  if (version > newest) assertReadable(connection, {version, newest});
  if (version >= newest) return;
  keepCopy(connection, version);
  connection.begin();
  try {
    connection.exec(`${migrationSql(schema, version)};\nCOMMIT;`);
  } catch (error) {
    connection.rollback();
    throw error;
  }
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

// A start that dies between copy and migration, again and again, must not fill the disk: an equal copy is not kept twice.
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
  try {
    return utf8Decode(readBytes(row, 'value'));
  } catch (error) {
    const {path} = connection;
    throw new Fault('database/corrupt', {path, reason: `${name} is damaged`}, {cause: error});
  }
}
