import type {CountedAlarm, DayTotal, FleetAlarm, FleetCounts} from '@holdfast/fleet';
import {assert} from '@holdfast/std';
import {
  type Database,
  type Row,
  readBytes,
  readInteger,
  readOptional,
  readUtf8,
} from '@holdfast/strict-libsql';
import {hubIdFromBytes, idBytes, journalIdFromBytes, ledgerIdFromBytes} from '@holdfast/wire';

// Amounts are summed in two halves: a sum of halves fits in 64 bits where a sum of amounts may not.
const DAY_TOTALS = `
  SELECT CAST(workstation_id AS BLOB) AS workstation_id, CAST(currency_code AS BLOB) AS currency_code,
    COUNT(*) FILTER (WHERE standing = 0) AS transactions,
    COUNT(*) FILTER (WHERE standing = 1) AS quarantined,
    COUNT(*) FILTER (WHERE standing = 2) AS voided,
    COALESCE(SUM(sales_amount_minor >> 24) FILTER (WHERE standing = 0), 0) AS sales_high,
    COALESCE(SUM(sales_amount_minor & 16777215) FILTER (WHERE standing = 0), 0) AS sales_low,
    COALESCE(SUM(tax_amount_minor >> 24) FILTER (WHERE standing = 0), 0) AS tax_high,
    COALESCE(SUM(tax_amount_minor & 16777215) FILTER (WHERE standing = 0), 0) AS tax_low
  FROM held
  WHERE retail_store_id = :retailStoreId AND business_day_date = :businessDayDate
    AND currency_code IS NOT NULL
  GROUP BY held.workstation_id, held.currency_code
  ORDER BY held.workstation_id, held.currency_code LIMIT 10000`;

const RAISE = `
  INSERT INTO alarm (alarm_id, code, source, retail_store_id, hub_id, ledger_id, journal_id,
    sequence_number, segment_id, position, detail, raised_at_ms, count)
  VALUES (:alarmId, :code, :source, :retailStoreId, :hubId, :ledgerId, :journalId, :sequenceNumber,
    :segmentId, :position, :detail, :raisedAtMs, 1)
  ON CONFLICT (alarm_id) DO UPDATE SET count = count + 1`;
const ALARMS = `
  SELECT CAST(alarm_id AS BLOB) AS alarm_id, CAST(code AS BLOB) AS code,
    CAST(source AS BLOB) AS source, CAST(retail_store_id AS BLOB) AS retail_store_id, hub_id,
    ledger_id, journal_id, sequence_number, segment_id, position, CAST(detail AS BLOB) AS detail,
    raised_at_ms, count
  FROM alarm ORDER BY alarm DESC LIMIT :limit`;

// Each cursor is a transaction's or a decision's, and none is left out.
const COUNTS = `
  SELECT (SELECT last_cursor FROM mark) - (SELECT COUNT(*) FROM decision) AS transactions,
    (SELECT COUNT(*) FROM held WHERE standing = 1) AS quarantined,
    (SELECT COUNT(*) FROM waiting) AS entries_waiting,
    (SELECT COALESCE(SUM(segments_ahead), 0) FROM ledger WHERE segments_ahead > 0) AS segments_ahead,
    (SELECT COUNT(*) FROM alarm) AS alarms`;

export function dayTotals(
  database: Database,
  day: {readonly retailStoreId: string; readonly businessDayDate: string},
): readonly DayTotal[] {
  const {retailStoreId, businessDayDate} = day;
  return database.all(DAY_TOTALS, {retailStoreId, businessDayDate}).map(row => ({
    workstationId: readUtf8(row, 'workstation_id'),
    currencyCode: readUtf8(row, 'currency_code'),
    transactions: readInteger(row, 'transactions'),
    salesAmountMinor: readHalves(row, 'sales'),
    taxAmountMinor: readHalves(row, 'tax'),
    quarantined: readInteger(row, 'quarantined'),
    voided: readInteger(row, 'voided'),
  }));
}

function readHalves(row: Row, name: string): bigint {
  const high = BigInt(readInteger(row, `${name}_high`));
  return (high << 24n) + BigInt(readInteger(row, `${name}_low`));
}

/** Inside a write. */
export function raiseAlarms(database: Database, alarms: readonly FleetAlarm[]): void {
  for (const {hubId, ledgerId, journalId, sequenceNumber, ...columns} of alarms) {
    database.run(RAISE, {
      ...columns,
      hubId: idBytes(hubId),
      ledgerId: idBytes(ledgerId),
      journalId: journalId ? idBytes(journalId) : null,
      sequenceNumber: sequenceNumber ?? null,
    });
  }
}

export function latestAlarms(database: Database, limit: number): readonly CountedAlarm[] {
  return database.all(ALARMS, {limit}).map(readAlarm);
}

function readAlarm(row: Row): CountedAlarm {
  const source = readUtf8(row, 'source');
  assert(source === 'hub' || source === 'gateway', 'a stored alarm has a source we know');
  const journalId = readOptional(row, 'journal_id', readBytes);
  return {
    alarmId: readUtf8(row, 'alarm_id'),
    code: readUtf8(row, 'code'),
    source,
    retailStoreId: readUtf8(row, 'retail_store_id'),
    hubId: hubIdFromBytes(readBytes(row, 'hub_id')),
    ledgerId: ledgerIdFromBytes(readBytes(row, 'ledger_id')),
    journalId: journalId && journalIdFromBytes(journalId),
    sequenceNumber: readOptional(row, 'sequence_number', readInteger),
    segmentId: readInteger(row, 'segment_id'),
    position: readInteger(row, 'position'),
    detail: readUtf8(row, 'detail'),
    raisedAtMs: readInteger(row, 'raised_at_ms'),
    count: readInteger(row, 'count'),
  };
}

export function fleetCounts(database: Database): FleetCounts {
  const row = database.get(COUNTS);
  assert(row, 'a count has a row');
  return {
    transactions: readInteger(row, 'transactions'),
    quarantined: readInteger(row, 'quarantined'),
    entriesWaiting: readInteger(row, 'entries_waiting'),
    segmentsAhead: readInteger(row, 'segments_ahead'),
    alarms: readInteger(row, 'alarms'),
  };
}
