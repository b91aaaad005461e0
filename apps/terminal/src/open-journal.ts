import {join} from 'node:path';
import {type DataKeyPlace, readCredential} from '@holdfast/data-keys';
import {openLibsqlJournal} from '@holdfast/journal-libsql';
import {nodeDigest} from '@holdfast/platform-node';
import type {Log} from '@holdfast/std';
import type {Journal} from '@holdfast/terminal-sdk';

/** The folder of a data directory in which the journal lies, with its key. */
export const JOURNAL_FOLDER = 'journal';

/**
 * The keys that the journal's entries lie sealed under: in its folder, so that they go where it
 * goes.
 */
export function dataKeysOf(dataDir: string): DataKeyPlace {
  const credential = readCredential(process.env['CREDENTIALS_DIRECTORY']);
  return {file: join(dataDir, JOURNAL_FOLDER, 'data-keys.json'), credential};
}

/** Opens the journal of a till's data directory, as every program on it does. */
export function openJournal(
  dataDir: string,
  {log, capBytes}: {readonly log: Log; readonly capBytes?: number},
): Promise<Journal> {
  const directory = join(dataDir, JOURNAL_FOLDER);
  const cap = capBytes === undefined ? {} : {capBytes};
  const dataKeys = dataKeysOf(dataDir);
  return openLibsqlJournal({directory, digest: nodeDigest, log, dataKeys, ...cap});
}
