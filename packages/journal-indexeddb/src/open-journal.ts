import type {Digest, SignatureVerifier} from '@holdfast/std';
import type {Journal} from '@holdfast/terminal-sdk';
import {type BrowserStorage, browserStorage} from './browser-storage.ts';
import {JournalDatabases} from './journal-databases.ts';
import {askForPersistence} from './persistence.ts';
import {takeWriterLock} from './writer-lock.ts';

export interface IndexedDbJournalOptions {
  readonly digest: Digest;
  readonly verifier: SignatureVerifier;
  /** Of the database and of its lock. One origin may keep several journals, each under its own. */
  readonly name?: string;
  /** Where the journal refuses new entries: 512 MiB, some 200,000 sales. */
  readonly capBytes?: number;
  /** How long to wait for another tab to let go. 2 s. */
  readonly lockWaitMs?: number;
  readonly browser?: BrowserStorage;
}

const CAP_BYTES = 512 * 1024 * 1024;

/**
 * Opens this origin's journal, making it and its key on first use: takes the lock that makes this
 * tab its only writer, asks the browser to keep it, and checks how it ends before it trusts it.
 *
 * Throws `database/in-use` when another tab has it, `database/too-new` when a newer version made
 * it, `database/foreign` for another program's database, `database/corrupt` when it does not prove
 * itself (nothing is repaired or deleted), `browser/unfit` where a browser cannot keep a journal.
 */
export async function openIndexedDbJournal(options: IndexedDbJournalOptions): Promise<Journal> {
  const {digest, verifier, name = 'holdfast-journal', capBytes = CAP_BYTES} = options;
  const {indexedDB, locks, storage} = options.browser ?? browserStorage();
  let onStolen = () => {};
  const lock = await takeWriterLock({
    locks,
    name,
    waitMs: options.lockWaitMs,
    onStolen: () => onStolen(),
  });
  try {
    const persistence = await askForPersistence(storage);
    const databases = new JournalDatabases({
      ...{indexedDB, name, digest, verifier, capBytes},
      lock,
      persistence,
    });
    const journal = await databases.openNewest();
    onStolen = () => journal.giveUp('another script took its lock');
    return journal;
  } catch (error) {
    await lock.release();
    throw error;
  }
}
