import type {
  DecisionRecord,
  EntryName,
  HeldEntry,
  Page,
  Standing,
  WaitingEntry,
} from '@holdfast/fleet';
import {assert} from '@holdfast/std';
import {
  type Database,
  type Row,
  readBytes,
  readInteger,
  readOptional,
  readUtf8,
  type SqlParameters,
} from '@holdfast/strict-libsql';
import {
  dispositionCode,
  dispositionOf,
  idBytes,
  type JournalId,
  journalIdFromBytes,
  ledgerIdFromBytes,
} from '@holdfast/wire';

const JOURNAL = '(SELECT journal FROM journal WHERE journal_id = :journalId)';
const OF_JOURNAL = `journal = ${JOURNAL} AND sequence_number = :sequenceNumber`;

const WAITING = `
  SELECT journal_id, sequence_number, entry_hash, prev_hash, signature, segment_id, ledger_id, position
  FROM waiting JOIN journal USING (journal) JOIN segment USING (segment_id) JOIN ledger USING (ledger)
  WHERE journal_id = :journalId AND sequence_number >= :fromSequence
  ORDER BY sequence_number, entry_hash LIMIT :limit`;
const PUT_WAITING = `
  INSERT OR REPLACE INTO waiting
    (journal, sequence_number, entry_hash, prev_hash, signature, segment_id, position)
  VALUES (${JOURNAL}, :sequenceNumber, :entryHash, :prevHash, :signature, :segmentId, :position)`;
const DROP_WAITING = `DELETE FROM waiting WHERE ${OF_JOURNAL} AND entry_hash = :entryHash`;

const HELD = `
  SELECT journal_id, sequence_number, entry_hash, segment_id, ledger_id, position,
    CAST(held.retail_store_id AS BLOB) AS retail_store_id,
    CAST(held.workstation_id AS BLOB) AS workstation_id, kind_code, recorded_at_ms, clock_offset_ms,
    held.held_at_ms AS held_at_ms, disposition_code,
    CAST(disposition_detail AS BLOB) AS disposition_detail, standing, cursor,
    CAST(business_day_date AS BLOB) AS business_day_date,
    CAST(transaction_type AS BLOB) AS transaction_type, training_mode,
    CAST(currency_code AS BLOB) AS currency_code, sales_amount_minor, tax_amount_minor
  FROM held JOIN journal USING (journal) JOIN segment USING (segment_id) JOIN ledger USING (ledger)`;
const FIND_HELD = `${HELD} WHERE ${OF_JOURNAL}`;
const PAGE = 'cursor > :after ORDER BY cursor LIMIT :limit';
const AFTER = `${HELD} WHERE ${PAGE}`;
const OF_DAY = `${HELD}
  WHERE held.retail_store_id = :retailStoreId AND business_day_date = :businessDayDate AND ${PAGE}`;
const OF_WORKSTATION = `${HELD}
  WHERE held.retail_store_id = :retailStoreId AND held.workstation_id = :workstationId AND ${PAGE}`;
const ADD_HELD = `
  INSERT INTO held (journal, sequence_number, entry_hash, segment_id, position, retail_store_id,
    workstation_id, kind_code, recorded_at_ms, clock_offset_ms, held_at_ms, disposition_code,
    disposition_detail, standing, cursor, business_day_date, transaction_type, training_mode,
    currency_code, sales_amount_minor, tax_amount_minor)
  VALUES (${JOURNAL}, :sequenceNumber, :entryHash, :segmentId, :position, :retailStoreId,
    :workstationId, :kindCode, :recordedAtMs, :clockOffsetMs, :heldAtMs, :dispositionCode,
    :dispositionDetail, :standing, :cursor, :businessDayDate, :transactionType, :trainingMode,
    :currencyCode, :salesAmountMinor, :taxAmountMinor)`;
const STAND = `UPDATE held SET standing = :standing WHERE ${OF_JOURNAL}`;

const DECISION = `
  SELECT cursor, segment_id, ledger_id, position,
    CAST(decision.retail_store_id AS BLOB) AS retail_store_id, journal_id, sequence_number,
    entry_hash, CAST(decision AS BLOB) AS decision, CAST(reason AS BLOB) AS reason,
    CAST(decided_by AS BLOB) AS decided_by, decided_at_ms
  FROM decision JOIN segment USING (segment_id) JOIN ledger USING (ledger)`;
const DECISIONS_AFTER = `${DECISION} WHERE ${PAGE}`;
const DECISIONS_ON = `${DECISION}
  WHERE journal_id = :journalId AND sequence_number = :sequenceNumber ORDER BY cursor LIMIT 1000`;
const ADD_DECISION = `
  INSERT INTO decision (cursor, segment_id, position, retail_store_id, journal_id, sequence_number,
    entry_hash, decision, reason, decided_by, decided_at_ms)
  VALUES (:cursor, :segmentId, :position, :retailStoreId, :journalId, :sequenceNumber, :entryHash,
    :decision, :reason, :decidedBy, :decidedAtMs)`;

const STANDINGS: readonly Standing[] = ['accepted', 'quarantined', 'voided'];

function readPlace(row: Row) {
  return {
    journalId: journalIdFromBytes(readBytes(row, 'journal_id')),
    sequenceNumber: readInteger(row, 'sequence_number'),
    entryHash: readBytes(row, 'entry_hash'),
    segmentId: readInteger(row, 'segment_id'),
    ledgerId: ledgerIdFromBytes(readBytes(row, 'ledger_id')),
    position: readInteger(row, 'position'),
  };
}

function readWaiting(row: Row): WaitingEntry {
  return {
    ...readPlace(row),
    prevHash: readBytes(row, 'prev_hash'),
    signature: readOptional(row, 'signature', readBytes),
  };
}

function readHeld(row: Row): HeldEntry {
  const standing = STANDINGS[readInteger(row, 'standing')];
  const detail = readUtf8(row, 'disposition_detail');
  const disposition = dispositionOf(readInteger(row, 'disposition_code'), detail);
  assert(standing && disposition, 'a stored entry has a standing and a disposition we know');
  return {
    ...readPlace(row),
    retailStoreId: readUtf8(row, 'retail_store_id'),
    workstationId: readUtf8(row, 'workstation_id'),
    kindCode: readInteger(row, 'kind_code'),
    recordedAtMs: readInteger(row, 'recorded_at_ms'),
    clockOffsetMs: readInteger(row, 'clock_offset_ms'),
    heldAtMs: readInteger(row, 'held_at_ms'),
    disposition,
    standing,
    cursor: readOptional(row, 'cursor', readInteger),
    description: readDescription(row),
  };
}

function readDescription(row: Row): HeldEntry['description'] {
  const businessDayDate = readOptional(row, 'business_day_date', readUtf8);
  if (businessDayDate === undefined) return undefined;
  const currencyCode = readOptional(row, 'currency_code', readUtf8);
  const sales =
    currencyCode === undefined
      ? undefined
      : {
          currencyCode,
          salesAmountMinor: readInteger(row, 'sales_amount_minor'),
          taxAmountMinor: readInteger(row, 'tax_amount_minor'),
        };
  const transactionType = readUtf8(row, 'transaction_type');
  const trainingMode = readInteger(row, 'training_mode') === 1;
  return {businessDayDate, transactionType, trainingMode, sales};
}

function readDecision(row: Row): DecisionRecord {
  const decision = readUtf8(row, 'decision');
  assert(
    decision === 'accept' || decision === 'remap' || decision === 'void',
    'a stored decision is one we know',
  );
  return {
    ...readPlace(row),
    cursor: readInteger(row, 'cursor'),
    retailStoreId: readUtf8(row, 'retail_store_id'),
    decision,
    reason: readUtf8(row, 'reason'),
    decidedBy: readUtf8(row, 'decided_by'),
    decidedAtMs: readInteger(row, 'decided_at_ms'),
  };
}

export function waitingEntries(
  database: Database,
  journalId: JournalId,
  range: {readonly fromSequence: number; readonly limit: number},
): readonly WaitingEntry[] {
  return database.all(WAITING, {journalId: idBytes(journalId), ...range}).map(readWaiting);
}

export function findHeld(
  database: Database,
  journalId: JournalId,
  sequenceNumber: number,
): HeldEntry | undefined {
  const row = database.get(FIND_HELD, {journalId: idBytes(journalId), sequenceNumber});
  return row && readHeld(row);
}

function heldRows(database: Database, sql: string, where: SqlParameters): readonly HeldEntry[] {
  return database.all(sql, where).map(readHeld);
}

export function heldAfter(database: Database, {after, limit}: Page): readonly HeldEntry[] {
  return heldRows(database, AFTER, {after, limit});
}

export function heldOfDay(
  database: Database,
  day: {readonly retailStoreId: string; readonly businessDayDate: string},
  {after, limit}: Page,
): readonly HeldEntry[] {
  const {retailStoreId, businessDayDate} = day;
  return heldRows(database, OF_DAY, {retailStoreId, businessDayDate, after, limit});
}

export function heldOfWorkstation(
  database: Database,
  place: {readonly retailStoreId: string; readonly workstationId: string},
  {after, limit}: Page,
): readonly HeldEntry[] {
  const {retailStoreId, workstationId} = place;
  return heldRows(database, OF_WORKSTATION, {retailStoreId, workstationId, after, limit});
}

export function decisionsAfter(
  database: Database,
  {after, limit}: Page,
): readonly DecisionRecord[] {
  return database.all(DECISIONS_AFTER, {after, limit}).map(readDecision);
}

export function decisionsOn(
  database: Database,
  journalId: JournalId,
  sequenceNumber: number,
): readonly DecisionRecord[] {
  return database
    .all(DECISIONS_ON, {journalId: idBytes(journalId), sequenceNumber})
    .map(readDecision);
}

/** Inside a write, after the journals and segments; the ones that are gone first. */
export function changeWaiting(
  database: Database,
  changes: {
    readonly waitingGone: readonly EntryName[];
    readonly waiting: readonly WaitingEntry[];
  },
): void {
  for (const {journalId, sequenceNumber, entryHash} of changes.waitingGone) {
    database.run(DROP_WAITING, {journalId: idBytes(journalId), sequenceNumber, entryHash});
  }
  for (const {journalId, ledgerId: _, signature, ...columns} of changes.waiting) {
    const ids = {journalId: idBytes(journalId), signature: signature ?? null};
    database.run(PUT_WAITING, {...columns, ...ids});
  }
}

/** Inside a write, after the journals and segments. */
export function addHeld(database: Database, entries: readonly HeldEntry[]): void {
  for (const entry of entries) {
    const {disposition, description, standing, cursor, journalId, ledgerId: _, ...columns} = entry;
    const {sales} = description ?? {};
    database.run(ADD_HELD, {
      ...columns,
      journalId: idBytes(journalId),
      dispositionCode: dispositionCode(disposition),
      dispositionDetail: disposition.kind === 'quarantined' ? disposition.detail : '',
      standing: STANDINGS.indexOf(standing),
      cursor: cursor ?? null,
      businessDayDate: description?.businessDayDate ?? null,
      transactionType: description?.transactionType ?? null,
      trainingMode: description ? Number(description.trainingMode) : null,
      currencyCode: sales?.currencyCode ?? null,
      salesAmountMinor: sales?.salesAmountMinor ?? null,
      taxAmountMinor: sales?.taxAmountMinor ?? null,
    });
  }
}

/** Inside a write. */
export function addDecisions(database: Database, decisions: readonly DecisionRecord[]): void {
  for (const {journalId, ledgerId: _, ...columns} of decisions) {
    database.run(ADD_DECISION, {...columns, journalId: idBytes(journalId)});
  }
}

/** Inside a write. */
export function setStandings(
  database: Database,
  standings: readonly Pick<HeldEntry, 'journalId' | 'sequenceNumber' | 'standing'>[],
): void {
  for (const {journalId, sequenceNumber, standing} of standings) {
    const where = {journalId: idBytes(journalId), sequenceNumber};
    const changed = database.run(STAND, {...where, standing: STANDINGS.indexOf(standing)});
    assert(changed.changes === 1, 'only a held entry is decided');
  }
}
