import type {Digest, PublicKey, SignatureVerifier} from '@holdfast/std';
import type {JournaledEntry} from '@holdfast/terminal-sdk';
import {entrySigningMessage, GENESIS_HASH, type JournalId} from '@holdfast/wire';
import {answer, ENTRIES, read, SINGLES} from './database.ts';
import {checkChain, corrupt, fromRecord, parseRecord} from './entry-record.ts';
import {type Head, isSameTail, readHead} from './head-record.ts';

/** What is looked at before the journal is believed: the last commit group, and more. */
const TAIL_ENTRIES = 64;

/** The head record, and the entries that must agree with it. */
export async function readEnd(
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

/** The newest signature is the journal key's, or the journal is `database/corrupt`. */
export async function checkSignature(
  {entry}: JournaledEntry,
  by: {readonly verifier: SignatureVerifier; readonly publicKey: PublicKey},
): Promise<void> {
  const {publicKey, verifier} = by;
  const {signature, entryHash, header} = entry;
  const message = entrySigningMessage(entryHash);
  if (await verifier.verify({publicKey, message, signature})) return;
  throw corrupt('its last signature is not its key’s', header.sequenceNumber);
}
