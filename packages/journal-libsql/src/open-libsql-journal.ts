import {mkdirSync} from 'node:fs';
import type {Digest, Log} from '@holdfast/std';
import type {Journal} from '@holdfast/terminal-sdk';
import {JournalFolder} from './journal-folder.ts';

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
}

/**
 * Opens the journal in a directory, or makes one there, with a key of its own. One at a time, in
 * this process or any other: `database/in-use`. Other faults: `database/corrupt`, `too-new`,
 * `foreign`, `disk-full`, `failed`, and `journal/key-lost` where file and key do not belong
 * together.
 */
export async function openLibsqlJournal(options: LibsqlJournalOptions): Promise<Journal> {
  const {directory, digest, log, capBytes = CAP_BYTES, reserveBytes = RESERVE_BYTES} = options;
  mkdirSync(directory, {recursive: true, mode: 0o700});
  const tools = {digest, log, capBytes, reserveBytes};
  return await new JournalFolder(directory, tools).openNewest();
}
