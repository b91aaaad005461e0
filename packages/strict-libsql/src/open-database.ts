import {realpathSync, statSync} from 'node:fs';
import {basename, dirname, join, resolve} from 'node:path';
import {assert, Fault, isFault} from '@holdfast/std';
import {Connection} from './connection.ts';
import {Database} from './database.ts';
import {syncFolderOf} from './durable-file.ts';
import {toFailure} from './failure.ts';
import {FileLock} from './file-lock.ts';
import {installDatabase} from './install.ts';
import {fileVersion, migrateDatabase} from './migrate.ts';
import {integerPragma, textPragma} from './pragma.ts';
import {keepReserve, releaseReserve} from './reserve.ts';
import type {Schema} from './schema.ts';

const PAGE_BYTES = 4096;
const BUSY_TIMEOUT_MS = 5000;
const SYNCHRONOUS_FULL = 2;

export interface OpenDatabaseOptions {
  readonly path: string;
  readonly schema: Schema;
  /** `create`: made if absent, else opened. `existing`: opened, or `database/missing`. */
  readonly mode: 'create' | 'existing';
  /** For a file that is made now; one that exists keeps its own. 4096 by default. */
  readonly pageBytes?: number;
  /**
   * How long a statement waits for a stranger's lock (a person with the sqlite3 shell). 5000 by
   * default.
   */
  readonly busyTimeoutMs?: number;
  /**
   * Disk kept aside in `.reserve`, used up by the next open after the disk was full. At least as
   * much as the log may grow between two checkpoints. None by default.
   */
  readonly reserveBytes?: number;
  /** Pages kept in memory. SQLite's 2 MB by default. */
  readonly cacheBytes?: number;
}

/**
 * Opens a database file for this thread alone: log mode WAL, every commit synced, no automatic
 * checkpoint.
 *
 * Beside `path` lie `-wal` and `-shm` (SQLite's), `.lock` (held while open), and after a migration
 * `.v<N>.bak`. Faults: `database/in-use` (here or in another process), `missing`, `foreign`,
 * `too-new`, `corrupt`, `disk-full`, `failed`. After a fault nothing is held open, and no existing
 * file was changed but by a finished migration.
 */
export function openDatabase(options: OpenDatabaseOptions): Database {
  assert(!options.path.includes('\0'), 'a path has no NUL');
  const path = realPath(options.path);
  const lock = FileLock.take(path);
  try {
    installIfMissing({...options, path});
    const connection = new Connection({
      path,
      busyTimeoutMs: options.busyTimeoutMs ?? BUSY_TIMEOUT_MS,
    });
    try {
      const version = fileVersion(connection, options.schema);
      configure(connection, options.cacheBytes);
      emptyLog(connection);
      if (options.reserveBytes !== undefined) keepReserve(path, options.reserveBytes);
      migrateDatabase(connection, options.schema, version);
    } catch (error) {
      connection.close();
      throw error;
    }
    return new Database(connection, lock);
  } catch (error) {
    lock.release();
    throw toFailure({error, path, doing: 'open the database', diskFull: () => false});
  }
}

/** One file has one path, and so one lock. Absolute, it is never taken for an address. */
function realPath(given: string): string {
  const path = resolve(given);
  try {
    const found = statSync(path, {throwIfNoEntry: false});
    return found === undefined
      ? join(realpathSync(dirname(path)), basename(path))
      : realpathSync(path);
  } catch (error) {
    throw toFailure({error, path, doing: 'find the database', diskFull: () => false});
  }
}

function installIfMissing(options: OpenDatabaseOptions): void {
  const {path, schema, mode, pageBytes = PAGE_BYTES} = options;
  // Only ever a `stat`: opening the file here and closing it would drop the locks of whoever has it
  // open in this process.
  const found = statSync(path, {throwIfNoEntry: false});
  if (found === undefined) {
    if (mode === 'existing') throw new Fault('database/missing', {path});
    installDatabase({path, pageBytes, schema});
  } else if (found.size === 0) {
    throw new Fault('database/corrupt', {path, reason: 'empty'}); // SQLite would take it for a new one
  }
}

function configure(connection: Connection, cacheBytes: number | undefined): void {
  if (textPragma(connection, 'journal_mode') !== 'wal') {
    // A restored copy. Its rollback journal must be gone for good before the first commit.
    assert(textPragma(connection, 'journal_mode = WAL') === 'wal', 'the file takes WAL mode');
    syncFolderOf(connection.path);
  }
  connection.exec(`
    PRAGMA synchronous = FULL;
    PRAGMA wal_autocheckpoint = 0;
    PRAGMA foreign_keys = ON;
    PRAGMA trusted_schema = OFF;
    PRAGMA cell_size_check = ON;
    PRAGMA secure_delete = FAST;`);
  if (cacheBytes !== undefined)
    connection.exec(`PRAGMA cache_size = -${Math.ceil(cacheBytes / 1024)}`);
  const synchronous = integerPragma(connection, 'synchronous');
  assert(synchronous === SYNCHRONOUS_FULL, 'every commit is synced');
  assert(integerPragma(connection, 'wal_autocheckpoint') === 0, 'only checkpoint() checkpoints');
}

/**
 * Copies what the last run left in the log into the file, and syncs it there. If that run ended
 * because a sync of the log failed, the kernel has reported the loss once and calls those pages
 * clean: a row read from them, answered as recorded, could still vanish with the power. Written
 * anew to another file, it is synced anew.
 *
 * A full disk gets its reserve for this. If that does not do, the log stays as it is: the old rows
 * must still be read and forwarded.
 */
function emptyLog(connection: Connection): void {
  const {path} = connection;
  const emptied =
    hasRoomToTruncate(connection) || (releaseReserve(path) && hasRoomToTruncate(connection));
  if (!emptied) return;
  const left = statSync(`${path}-wal`, {throwIfNoEntry: false})?.size ?? 0;
  if (left !== 0) throw new Fault('database/in-use', {path, reason: 'being read'});
}

function hasRoomToTruncate(connection: Connection): boolean {
  try {
    connection.execUnmarked('PRAGMA wal_checkpoint(truncate)');
    return true;
  } catch (error) {
    if (isFault(error, 'database/disk-full')) return false;
    throw error;
  }
}
