import {utf8Encode} from '@holdfast/std';
import {
  decodeCustody,
  decodePairing,
  decodeSuccession,
  encodeCustody,
  encodePairing,
  type JournalCustody,
  type Pairing,
  type Succession,
} from '@holdfast/terminal-sdk';
import type {JournalId} from '@holdfast/wire';
import {answer, commit, read, SINGLES} from './database.ts';
import {bytesField, corrupt} from './entry-record.ts';

/** What a journal keeps beside its entries. */
export interface SideRecords {
  readonly pairing: Pairing | undefined;
  readonly custody: JournalCustody;
}

const PAIRING = 'pairing';
const CUSTODY = 'custody';
const NO_CUSTODY: JournalCustody = {recorded: undefined, held: undefined, quarantined: []};

/** Throws `database/corrupt` for records that nobody of ours wrote, or wrote of another journal. */
export async function readSideRecords(
  database: IDBDatabase,
  journalId: JournalId,
): Promise<SideRecords> {
  const [pairingBytes, custodyBytes] = await read(database, [SINGLES], transaction => {
    const singles = transaction.objectStore(SINGLES);
    const records = [PAIRING, CUSTODY].map(name => answer<unknown>(singles.get(name)));
    return Promise.all(records);
  });
  const pairing = pairingBytes === undefined ? undefined : decodePairing(bytesOf(pairingBytes));
  const custody = custodyBytes === undefined ? NO_CUSTODY : decodeCustody(bytesOf(custodyBytes));
  if (pairing && pairing.journalId !== journalId) throw corrupt('its pairing is of another');
  return {pairing, custody};
}

export function writePairing(database: IDBDatabase, pairing: Pairing): Promise<void> {
  return write(database, PAIRING, encodePairing(pairing));
}

/** Notes that a successor's database was made. */
export function noteSuccessor(database: IDBDatabase): Promise<void> {
  return write(database, 'successor', utf8Encode('{"v":1}'));
}

export function writeCustody(database: IDBDatabase, custody: JournalCustody): Promise<void> {
  return write(database, CUSTODY, encodeCustody(custody));
}

function write(
  database: IDBDatabase,
  name: 'pairing' | 'custody' | 'successor',
  record: Uint8Array,
): Promise<void> {
  return commit(database, [SINGLES], async transaction => {
    await answer(writeSide(transaction, name, record));
  });
}

/** Puts a record beside the entries, as part of a transaction. */
export function writeSide(
  transaction: IDBTransaction,
  name: 'pairing' | 'custody' | 'succeeds' | 'successor',
  record: Uint8Array,
): IDBRequest<IDBValidKey> {
  return transaction.objectStore(SINGLES).put(record, name);
}

/** Which journal this one took over from; `undefined` for a first one and a prepared one. */
export async function readSuccession(database: IDBDatabase): Promise<Succession | undefined> {
  const bytes = await readSide(database, 'succeeds');
  return bytes && decodeSuccession(bytes);
}

/** A record beside the entries, as bytes. */
export async function readSide(
  database: IDBDatabase,
  name: 'succeeds' | 'successor',
): Promise<Uint8Array | undefined> {
  const record = await read(database, [SINGLES], transaction =>
    answer<unknown>(transaction.objectStore(SINGLES).get(name)),
  );
  return record === undefined ? undefined : bytesOf(record);
}

function bytesOf(record: unknown): Uint8Array {
  const bytes = bytesField.safeParse(record);
  if (!bytes.success) throw corrupt('a record beside its entries is not bytes');
  return bytes.data;
}
