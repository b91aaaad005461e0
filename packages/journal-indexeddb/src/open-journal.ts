import type {Digest, PublicKey, SignatureVerifier} from '@holdfast/std';
import type {Journal, JournaledEntry} from '@holdfast/terminal-sdk';
import {entrySigningMessage, GENESIS_HASH, type JournalId, journalIdOf} from '@holdfast/wire';
import {type BrowserStorage, browserStorage} from './browser-storage.ts';
import {answer, ENTRIES, openDatabase, read, SINGLES} from './database.ts';
import {checkChain, corrupt, fromRecord, parseRecord} from './entry-record.ts';
import {type Head, isSameTail, readHead} from './head-record.ts';
import {IndexedDbJournal} from './indexeddb-journal.ts';
import {openKey} from './key-record.ts';
import {askForPersistence} from './persistence.ts';
import {readSideRecords} from './side-records.ts';
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

/** What is looked at before the journal is believed: the last commit group, and more. */
const TAIL_ENTRIES = 64;

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
  let database: IDBDatabase | undefined;
  try {
    const persistence = await askForPersistence(storage);
    database = await openDatabase(indexedDB, name);
    const key = await openKey(database, verifier);
    const journalId = journalIdOf(digest, key.publicKey);
    const {head, last} = await readEnd(database, {digest, journalId});
    if (last) await checkSignature(last, {verifier, publicKey: key.publicKey});
    const side = await readSideRecords(database, journalId);
    const parts = {database, lock, persistence, key, journalId, head, ...side, digest, capBytes};
    const journal = new IndexedDbJournal(parts);
    onStolen = () => journal.giveUp('another script took its lock');
    return journal;
  } catch (error) {
    database?.close();
    await lock.release();
    throw error;
  }
}

/** The head record, and the entries that must agree with it. */
async function readEnd(
  database: IDBDatabase,
  journal: {readonly digest: Digest; readonly journalId: JournalId},
): Promise<{readonly head: Head; readonly last: JournaledEntry | undefined}> {
  const {head, records, first} = await read(database, [ENTRIES, SINGLES], async transaction => {
    const entries = transaction.objectStore(ENTRIES);
    const head = await readHead(transaction);
    const after = Math.max(0, head.sequenceNumber - TAIL_ENTRIES);
    const records = await answer<unknown[]>(entries.getAll(IDBKeyRange.lowerBound(after, true)));
    return {head, records, first: await answer(entries.openKeyCursor())};
  });
  const run = records.map(record => fromRecord(parseRecord(record), journal));
  checkChain(run);
  const last = run.at(-1);
  const found = last
    ? {sequenceNumber: last.entry.header.sequenceNumber, entryHash: last.entry.entryHash}
    : {sequenceNumber: 0, entryHash: GENESIS_HASH};
  if (!isSameTail(found, head)) throw corrupt('its last entries are gone', found.sequenceNumber);
  if ((first?.key ?? 1) !== head.firstSequenceNumber) throw corrupt('its first entries are gone');
  return {head, last};
}

async function checkSignature(
  {entry}: JournaledEntry,
  by: {readonly verifier: SignatureVerifier; readonly publicKey: PublicKey},
): Promise<void> {
  const {publicKey, verifier} = by;
  const {signature, entryHash, header} = entry;
  const message = entrySigningMessage(entryHash);
  if (await verifier.verify({publicKey, message, signature})) return;
  throw corrupt('its last signature is not its key’s', header.sequenceNumber);
}
