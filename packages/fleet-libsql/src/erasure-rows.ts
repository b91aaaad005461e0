import type {ErasureRecord} from '@holdfast/fleet';
import {type Database, readBytes, readInteger, readUtf8} from '@holdfast/strict-libsql';
import {idBytes, journalIdFromBytes} from '@holdfast/wire';

const ADD = `
  INSERT INTO erasure (retail_store_id, journal_id, sequence_number, personal_sha256, done)
  VALUES (:retailStoreId, :journalId, :sequenceNumber, :personalSha256, 0) ON CONFLICT DO NOTHING`;
const FIND = `
  SELECT 1 AS found FROM erasure WHERE journal_id = :journalId
    AND sequence_number = :sequenceNumber AND retail_store_id = :retailStoreId`;
const PENDING = `
  SELECT CAST(retail_store_id AS BLOB) AS retail_store_id, journal_id, sequence_number,
    personal_sha256 FROM erasure WHERE done = 0 ORDER BY erasure LIMIT :limit`;
const DONE = `
  UPDATE erasure SET done = 1
  WHERE journal_id = :journalId AND sequence_number = :sequenceNumber`;

/** Inside a write. */
export function addErasures(database: Database, erasures: readonly ErasureRecord[]): void {
  for (const {journalId, ...columns} of erasures) {
    database.run(ADD, {...columns, journalId: idBytes(journalId)});
  }
}

export function isErased(
  database: Database,
  place: Pick<ErasureRecord, 'retailStoreId' | 'journalId' | 'sequenceNumber'>,
): boolean {
  const {retailStoreId, journalId, sequenceNumber} = place;
  const found = database.get(FIND, {retailStoreId, sequenceNumber, journalId: idBytes(journalId)});
  return found !== undefined;
}

export function erasuresPending(database: Database, limit: number): readonly ErasureRecord[] {
  return database.all(PENDING, {limit}).map(row => ({
    retailStoreId: readUtf8(row, 'retail_store_id'),
    journalId: journalIdFromBytes(readBytes(row, 'journal_id')),
    sequenceNumber: readInteger(row, 'sequence_number'),
    personalSha256: readBytes(row, 'personal_sha256'),
  }));
}

/** Inside a write. */
export function erasuresDone(database: Database, records: readonly ErasureRecord[]): void {
  for (const {journalId, sequenceNumber} of records) {
    database.run(DONE, {journalId: idBytes(journalId), sequenceNumber});
  }
}
