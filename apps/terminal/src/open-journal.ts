import {join} from 'node:path';
import {openLibsqlJournal} from '@holdfast/journal-libsql';
import {nodeDigest} from '@holdfast/platform-node';
import type {Log} from '@holdfast/std';
import type {Journal} from '@holdfast/terminal-sdk';

/** The folder of a data directory in which the journal lies, with its key. */
export const JOURNAL_FOLDER = 'journal';

/** Opens the journal of a till's data directory, as every program on it does. */
export function openJournal(
  dataDir: string,
  {log, capBytes}: {readonly log: Log; readonly capBytes?: number},
): Promise<Journal> {
  const directory = join(dataDir, JOURNAL_FOLDER);
  const cap = capBytes === undefined ? {} : {capBytes};
  return openLibsqlJournal({directory, digest: nodeDigest, log, ...cap});
}
