import {existsSync, mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {loadOrCreateSigningKey} from '@holdfast/platform-node';
import {type Digest, Fault, type Log, type SigningKey, utf8Encode} from '@holdfast/std';
import {type Database, openDatabase, readUtf8} from '@holdfast/strict-libsql';
import type {Journal} from '@holdfast/terminal-sdk';
import {journalIdOf} from '@holdfast/wire';
import {JOURNAL_SCHEMA} from './journal-schema.ts';
import {LibsqlJournal} from './libsql-journal.ts';

const CAP_BYTES = 1024 * 1024 * 1024;
/** As much as the log may grow between two checkpoints, and a group of submissions on top. */
const RESERVE_BYTES = 8 * 1024 * 1024;

const FIND_IDENTITY = "SELECT record FROM kept WHERE name = 'identity'";
const KEEP_IDENTITY = "INSERT INTO kept (name, record) VALUES ('identity', ?)";

export interface LibsqlJournalOptions {
  /** Holds `journal.db` and `journal.key`, and belongs to one terminal. Made if it is missing. */
  readonly directory: string;
  readonly digest: Digest;
  readonly log: Log;
  /** At this size new submissions are refused and old ones kept. 1 GiB, some 300,000 sales. */
  readonly capBytes?: number;
}

/**
 * Opens the journal in a directory, or makes one there, with a key of its own. One at a time, in
 * this process or any other: `database/in-use`. Other faults: `database/corrupt`, `too-new`,
 * `foreign`, `disk-full`, `failed`, and `journal/key-lost` where file and key do not belong
 * together.
 */
export async function openLibsqlJournal(options: LibsqlJournalOptions): Promise<Journal> {
  const {directory, digest, log, capBytes = CAP_BYTES} = options;
  mkdirSync(directory, {recursive: true, mode: 0o700});
  const path = join(directory, 'journal.db');
  const open = (mode: 'create' | 'existing') =>
    openDatabase({path, schema: JOURNAL_SCHEMA, mode, reserveBytes: RESERVE_BYTES});
  const database = open('create');
  try {
    const key = await keyOf(database, {file: join(directory, 'journal.key'), digest});
    const reopen = () => open('existing');
    return new LibsqlJournal({key, digest, log, capBytes, database, reopen});
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * One journal, one key, ever: the file names its journal, and another key makes another journal.
 */
async function keyOf(
  database: Database,
  {file, digest}: {readonly file: string; readonly digest: Digest},
): Promise<SigningKey> {
  const row = database.get(FIND_IDENTITY);
  const identity = row && readUtf8(row, 'record');
  if (identity !== undefined && !existsSync(file)) throw new Fault('journal/key-lost', {file});
  const key = await loadOrCreateSigningKey(file);
  const journalId = journalIdOf(digest, key.publicKey);
  if (identity === undefined) {
    database.write(() => database.run(KEEP_IDENTITY, [utf8Encode(journalId)]));
  } else if (identity !== journalId) {
    throw new Fault('journal/key-lost', {file, journalId: identity, keyOf: journalId});
  }
  return key;
}
