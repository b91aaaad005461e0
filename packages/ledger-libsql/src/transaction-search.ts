import {parseReceiptNumber} from '@holdfast/domain';
import {SEARCH_LIMIT_MAX, type TransactionQuery} from '@holdfast/ledger';
import {assert, fromBase32, utf8Encode} from '@holdfast/std';
import type {SqlParameter} from '@holdfast/strict-libsql';
import {itemMark, tenderMark} from './index-marks.ts';
import {dayNumber, FOUND_COLUMNS} from './index-rows.ts';

export interface TransactionSearch {
  readonly sql: string;
  readonly parameters: Readonly<Record<string, SqlParameter>>;
}

const JOURNAL_ID_LETTERS = 16;
const OF_WORKSTATION =
  'journal IN (SELECT journal FROM journal WHERE workstation_id = :workstationId)';
/** The three characters of the journal on a receipt are its id's first 15 bits. */
const OF_MARK = 'journal_id BETWEEN :markFirst AND :markLast';

/**
 * The statement for a query: one of a few texts, by which conditions it has. `undefined` for a
 * receipt number that is none: nothing has it.
 */
export function transactionSearch(
  query: TransactionQuery,
  beforePlace: number | undefined,
): TransactionSearch | undefined {
  const {receiptNumber, businessDayDate, returnsSince, amountMinor, limit} = query;
  assert(limit >= 1 && limit <= SEARCH_LIMIT_MAX, 'a search has a limit');
  const conditions = [query.quarantined ? 'quarantined = 1' : 'business_day IS NOT NULL'];
  const parameters: Record<string, SqlParameter> = {limit};
  let {workstationId} = query;
  if (receiptNumber !== undefined) {
    const read = parseReceiptNumber(receiptNumber);
    if (!read.ok) return undefined;
    if (workstationId !== undefined && workstationId !== read.value.workstationId) return undefined;
    const {journalMark, sequenceNumber} = read.value;
    ({workstationId} = read.value);
    conditions.push('sequence = :sequence', OF_MARK);
    parameters['sequence'] = sequenceNumber;
    parameters['markFirst'] = journalIdBytes(journalMark.padEnd(JOURNAL_ID_LETTERS, '0'));
    parameters['markLast'] = journalIdBytes(journalMark.padEnd(JOURNAL_ID_LETTERS, 'Z'));
  }
  if (workstationId !== undefined) {
    conditions.push(OF_WORKSTATION);
    parameters['workstationId'] = utf8Encode(workstationId);
  }
  if (businessDayDate !== undefined) {
    conditions.push('business_day = :businessDay');
    parameters['businessDay'] = dayNumber(businessDayDate);
  }
  if (amountMinor !== undefined) {
    conditions.push('amount_minor = :amountMinor');
    parameters['amountMinor'] = amountMinor;
  }
  if (returnsSince !== undefined) {
    conditions.push('amount_minor < 0', 'business_day >= :returnsSince');
    parameters['returnsSince'] = dayNumber(returnsSince);
  }
  const more: readonly (readonly [
    condition: string,
    name: string,
    value: SqlParameter | undefined,
  ])[] = [
    ['business_day >= :dayFrom', 'dayFrom', dayOf(query.businessDayFrom)],
    ['business_day <= :dayUpTo', 'dayUpTo', dayOf(query.businessDayUpTo)],
    ['instr(marks, :item) > 0', 'item', query.itemId && itemMark(query.itemId)],
    ['instr(marks, :tender) > 0', 'tender', query.tenderType && tenderMark(query.tenderType)],
    ['place < :before', 'before', beforePlace],
  ];
  for (const [condition, name, value] of more) {
    if (value === undefined || value === '') continue;
    conditions.push(condition);
    parameters[name] = value;
  }
  const sql = `
    SELECT ${FOUND_COLUMNS} FROM entry JOIN journal USING (journal)
    WHERE ${conditions.join(' AND ')} ORDER BY place DESC LIMIT :limit`;
  return {sql, parameters};
}

function dayOf(date: string | undefined): number | undefined {
  return date === undefined ? undefined : dayNumber(date);
}

function journalIdBytes(letters: string): Uint8Array {
  const bytes = fromBase32(letters);
  assert(bytes, 'a receipt names its journal in base32');
  return bytes;
}
