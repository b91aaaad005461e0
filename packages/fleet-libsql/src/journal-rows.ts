import type {JournalClosing, JournalRecord} from '@holdfast/fleet';
import {assert} from '@holdfast/std';
import {
  type Database,
  type Row,
  readBytes,
  readInteger,
  readOptional,
  readUtf8,
} from '@holdfast/strict-libsql';
import {idBytes, type JournalId, journalIdFromBytes, ledgerIdFromBytes} from '@holdfast/wire';
import {readPublicKey} from './hub-rows.ts';

const JOURNAL = `
  journal, journal_id, CAST(role AS BLOB) AS role, CAST(retail_store_id AS BLOB) AS retail_store_id,
  CAST(workstation_id AS BLOB) AS workstation_id, CAST(algorithm AS BLOB) AS algorithm, public_key,
  CAST(name AS BLOB) AS name, held_sequence, held_hash, held_at_ms, first_waiting`;
const FIND = `SELECT ${JOURNAL} FROM journal WHERE journal_id = :journalId`;
const OF_STORE = `
  SELECT ${JOURNAL} FROM journal WHERE retail_store_id = :retailStoreId
  ORDER BY held_at_ms DESC, journal LIMIT :limit`;
const OF_WORKSTATION = `
  SELECT ${JOURNAL} FROM journal
  WHERE retail_store_id = :retailStoreId AND workstation_id = :workstationId
  ORDER BY journal DESC LIMIT 1000`;
const READY = `
  SELECT journal_id FROM journal
  WHERE first_waiting = held_sequence + 1 AND public_key IS NOT NULL ORDER BY journal LIMIT :limit`;
const PUT = `
  INSERT INTO journal (journal_id, role, retail_store_id, workstation_id, algorithm, public_key, name,
    held_sequence, held_hash, held_at_ms, first_waiting)
  VALUES (:journalId, :role, :retailStoreId, :workstationId, :algorithm, :publicKey, :name,
    :heldSequence, :heldHash, :heldAtMs, :firstWaiting)
  ON CONFLICT (journal_id) DO UPDATE SET
    role = excluded.role, retail_store_id = excluded.retail_store_id,
    workstation_id = excluded.workstation_id, algorithm = excluded.algorithm,
    public_key = excluded.public_key, name = excluded.name, held_sequence = excluded.held_sequence,
    held_hash = excluded.held_hash, held_at_ms = excluded.held_at_ms,
    first_waiting = excluded.first_waiting`;
const CLOSINGS = `
  SELECT ledger_id, position, CAST(reason AS BLOB) AS reason, last_known_sequence
  FROM closing JOIN ledger USING (ledger) WHERE journal = :journal ORDER BY ledger LIMIT 10000`;
const ADD_CLOSING = `
  INSERT INTO closing (journal, ledger, position, reason, last_known_sequence)
  VALUES ((SELECT journal FROM journal WHERE journal_id = :journalId),
    (SELECT ledger FROM ledger WHERE ledger_id = :ledgerId), :position, :reason, :lastKnownSequence)
  ON CONFLICT DO NOTHING`;

function readClosing(row: Row): JournalClosing {
  const reason = readUtf8(row, 'reason');
  assert(
    reason === 'replaced' || reason === 'revoked' || reason === 'endLost',
    'a stored closing has a reason we know',
  );
  return {
    ledgerId: ledgerIdFromBytes(readBytes(row, 'ledger_id')),
    position: readInteger(row, 'position'),
    reason,
    lastKnownSequence: readInteger(row, 'last_known_sequence'),
  };
}

function readJournal(database: Database, row: Row): JournalRecord {
  const publicKey = row['public_key'] === null ? undefined : readPublicKey(row);
  return {
    journalId: journalIdFromBytes(readBytes(row, 'journal_id')),
    role: readUtf8(row, 'role') === 'hub' ? 'hub' : 'terminal',
    retailStoreId: readUtf8(row, 'retail_store_id'),
    workstationId: readUtf8(row, 'workstation_id'),
    publicKey,
    name: readUtf8(row, 'name'),
    heldSequence: readInteger(row, 'held_sequence'),
    heldHash: readBytes(row, 'held_hash'),
    heldAtMs: readInteger(row, 'held_at_ms'),
    firstWaiting: readOptional(row, 'first_waiting', readInteger),
    closings: database.all(CLOSINGS, {journal: readInteger(row, 'journal')}).map(readClosing),
  };
}

export function findJournal(database: Database, journalId: JournalId): JournalRecord | undefined {
  const row = database.get(FIND, {journalId: idBytes(journalId)});
  return row && readJournal(database, row);
}

export function journalsOfStore(
  database: Database,
  retailStoreId: string,
  limit: number,
): readonly JournalRecord[] {
  return database.all(OF_STORE, {retailStoreId, limit}).map(row => readJournal(database, row));
}

export function journalsOfWorkstation(
  database: Database,
  place: {readonly retailStoreId: string; readonly workstationId: string},
): readonly JournalRecord[] {
  const {retailStoreId, workstationId} = place;
  return database
    .all(OF_WORKSTATION, {retailStoreId, workstationId})
    .map(row => readJournal(database, row));
}

export function journalsReady(database: Database, limit: number): readonly JournalId[] {
  return database.all(READY, {limit}).map(row => journalIdFromBytes(readBytes(row, 'journal_id')));
}

/** Inside a write, after the ledgers. */
export function putJournals(database: Database, journals: readonly JournalRecord[]): void {
  for (const {journalId: id, publicKey, firstWaiting, closings, ...columns} of journals) {
    const journalId = idBytes(id);
    database.run(PUT, {
      ...columns,
      journalId,
      algorithm: publicKey?.algorithm ?? null,
      publicKey: publicKey?.bytes ?? null,
      firstWaiting: firstWaiting ?? null,
    });
    for (const {ledgerId, ...closing} of closings) {
      database.run(ADD_CLOSING, {...closing, journalId, ledgerId: idBytes(ledgerId)});
    }
  }
}
