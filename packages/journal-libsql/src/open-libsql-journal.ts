import {mkdirSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {createDataKeys, type DataKeyPlace, loadDataKeys} from '@holdfast/data-keys';
import {type Digest, Fault, isFault, type Log} from '@holdfast/std';
import {openDatabase} from '@holdfast/strict-libsql';
import type {Journal} from '@holdfast/terminal-sdk';
import {JournalFolder} from './journal-folder.ts';
import {JOURNAL_SCHEMA} from './journal-schema.ts';
import {JournalSeal} from './journal-seal.ts';

const CAP_BYTES = 1024 * 1024 * 1024;
/** As much as the log may grow between two checkpoints, and a group of submissions on top. */
const RESERVE_BYTES = 8 * 1024 * 1024;

export interface LibsqlJournalOptions {
  /** Holds `journal.db` and `journal.key`, and belongs to one terminal. Made if it is missing. */
  readonly directory: string;
  readonly digest: Digest;
  readonly log: Log;
  /** At this size new submissions are refused and old ones kept. 1 GiB, some 300,000 sales. */
  readonly capBytes?: number;
  /** Disk kept aside for the day it is full. 8 MiB. */
  readonly reserveBytes?: number;
  /**
   * Where the keys are that entries are sealed under; made there if none are. Without it they lie
   * as they are, and a journal that was sealed is not opened.
   */
  readonly dataKeys?: DataKeyPlace;
}

/**
 * Opens the journal in a directory, or makes one there, with a key of its own. One at a time, in
 * this process or any other: `database/in-use`. Other faults: `database/corrupt`, `too-new`,
 * `foreign`, `disk-full`, `failed`, and `journal/key-lost` where file and key do not belong
 * together; `data-key/missing` without the keys that entries are sealed under, and those of
 * `loadDataKeys`.
 */
export async function openLibsqlJournal(options: LibsqlJournalOptions): Promise<Journal> {
  const {directory, digest, log, capBytes = CAP_BYTES, reserveBytes = RESERVE_BYTES} = options;
  mkdirSync(directory, {recursive: true, mode: 0o700});
  const tools = {digest, log, capBytes, reserveBytes, seal: sealOf(options)};
  return await new JournalFolder(directory, tools).openNewest();
}

/**
 * The first key is made where nothing is sealed yet, and never in the stead of one that was lost.
 */
function sealOf({directory, dataKeys: place}: LibsqlJournalOptions): JournalSeal {
  const bare = new JournalSeal(undefined);
  if (!place) return bare;
  const keys = loadDataKeys(place);
  if (keys) return new JournalSeal(keys);
  const files = readdirSync(directory).filter(name => /^journal(-\d+)?\.db$/.test(name));
  for (const name of files) {
    const path = join(directory, name);
    const database = openDatabase({path, schema: JOURNAL_SCHEMA, mode: 'existing'});
    try {
      bare.assertKeys(database);
    } catch (error) {
      if (!isFault(error, 'data-key/missing')) throw error;
      throw new Fault('data-key/missing', {file: place.file, ...error.fields}, {cause: error});
    } finally {
      database.close();
    }
  }
  return new JournalSeal(createDataKeys(place, Date.now()));
}
