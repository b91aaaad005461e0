import {formatReceiptNumber} from '@holdfast/domain';
import type {FoundTransaction, IndexRow} from '@holdfast/ledger';
import {utf8Encode} from '@holdfast/std';
import {
  type Row,
  readBytes,
  readInteger,
  readOptional,
  readUtf8,
  type SqlParameter,
} from '@holdfast/strict-libsql';
import {journalIdFromBytes, type LedgerId, transactionKeySchema} from '@holdfast/wire';
import {encodeMarks} from './index-marks.ts';

/** What stands in `quarantined`; totals are over 0, and 1 waits for a decision. */
export const STANDING_CODES = {accepted: 0, quarantined: 1, voided: 2} as const;

/** Positions of one ledger; above them its number. */
const POSITIONS_MAX = 2 ** 40;

export interface Place {
  readonly ledger: number;
  readonly position: number;
}

export function placeNumber({ledger, position}: Place): number {
  return ledger * POSITIONS_MAX + position;
}

export function placeOf(number: number): Place {
  return {ledger: Math.floor(number / POSITIONS_MAX), position: number % POSITIONS_MAX};
}

export function entryToRow(
  row: IndexRow,
  at: {readonly ledger: number; readonly journal: number},
): Readonly<Record<string, SqlParameter>> {
  const {transaction} = row;
  return {
    place: placeNumber({ledger: at.ledger, position: row.position}),
    journal: at.journal,
    sequence: row.key.sequenceNumber,
    entryHash: row.entryHash,
    kind: row.kindCode,
    quarantined: row.quarantined ? 1 : 0,
    businessDay: transaction ? dayNumber(transaction.businessDayDate) : null,
    amountMinor: transaction?.amountMinor ?? null,
    currency: transaction?.currencyCode === undefined ? null : utf8Encode(transaction.currencyCode),
    salesMinor: transaction?.salesMinor ?? null,
    hour: transaction?.hour ?? null,
    marks: transaction ? encodeMarks(transaction) : null,
  };
}

export const FOUND_COLUMNS = `place, sequence, kind, quarantined, business_day, amount_minor,
  CAST(currency AS BLOB) AS currency, CAST(journal_id AS BLOB) AS journal_id,
  CAST(retail_store_id AS BLOB) AS retail_store_id, CAST(workstation_id AS BLOB) AS workstation_id`;

export function foundOfRow(
  row: Row,
  ledgerIdOf: (ledger: number) => LedgerId | undefined,
): readonly FoundTransaction[] {
  const {ledger, position} = placeOf(readInteger(row, 'place'));
  const ledgerId = ledgerIdOf(ledger);
  const key = transactionKeySchema.safeParse({
    retailStoreId: readUtf8(row, 'retail_store_id'),
    workstationId: readUtf8(row, 'workstation_id'),
    journalId: journalIdFromBytes(readBytes(row, 'journal_id')),
    sequenceNumber: readInteger(row, 'sequence'),
  });
  if (!ledgerId || !key.success) return [];
  const day = readOptional(row, 'business_day', readInteger);
  return [
    {
      ledgerId,
      position,
      key: key.data,
      kindCode: readInteger(row, 'kind'),
      receiptNumber: formatReceiptNumber(key.data),
      quarantined: readInteger(row, 'quarantined') === STANDING_CODES.quarantined,
      voided: readInteger(row, 'quarantined') === STANDING_CODES.voided,
      businessDayDate: day === undefined ? undefined : dayDate(day),
      amountMinor: readOptional(row, 'amount_minor', readInteger),
      currencyCode: readOptional(row, 'currency', readUtf8),
    },
  ];
}

/** `2026-03-14` as 20260314: days of one form compare as numbers. */
export function dayNumber(date: string): number {
  return Number(date.replaceAll('-', ''));
}

function dayDate(number: number): string {
  const digits = String(number).padStart(8, '0');
  return `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;
}
