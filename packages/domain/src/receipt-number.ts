import {issue, type Parsed, parsed} from '@holdfast/std';
import {SEQUENCE_NUMBER_MAX, type WorkstationId, workstationIdSchema} from './ids.ts';

export const JOURNAL_MARK_LENGTH = 3;
const SEQUENCE_DIGITS = 6;

/**
 * What a receipt number says of a key. Within a store it is unique unless one workstation's
 * journals share a mark.
 */
export interface ReceiptNumberParts {
  readonly workstationId: WorkstationId;
  /**
   * The first three characters of the journal's id: tells a re-imaged till's receipts from the old
   * one's.
   */
  readonly journalMark: string;
  readonly sequenceNumber: number;
}

/**
 * The number on the paper, short enough to read over a telephone.
 * @example {workstationId: 'W03', journalId: 'K7Q…', sequenceNumber: 482} is `W03-K7Q-000482`.
 */
export function formatReceiptNumber({
  workstationId,
  journalId,
  sequenceNumber,
}: {
  readonly workstationId: string;
  readonly journalId: string;
  readonly sequenceNumber: number;
}): string {
  const mark = journalId.slice(0, JOURNAL_MARK_LENGTH);
  return `${workstationId}-${mark}-${String(sequenceNumber).padStart(SEQUENCE_DIGITS, '0')}`;
}

/**
 * Reads a receipt number as a person types it: blanks around it, small letters in the mark, and O,
 * I or L there for 0 or 1 (Crockford base32 has none of them) are understood. A workstation's own
 * letters are taken as they are.
 */
export function parseReceiptNumber(text: string): Parsed<ReceiptNumberParts> {
  const match = /^(.+)-([0-9A-Za-z]{3})-(\d{6,10})$/.exec(text.trim());
  if (!match) return issue('', 'must look like W03-K7Q-000482');
  const [, workstation, typed = '', digits = ''] = match;
  const workstationId = workstationIdSchema.safeParse(workstation);
  if (!workstationId.success) return issue('', 'must begin with a workstation');
  const journalMark = typed.toUpperCase().replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  if (journalMark.includes('U')) return issue('', 'must not have a U in the middle part');
  const sequenceNumber = Number(digits);
  if (sequenceNumber < 1 || sequenceNumber > SEQUENCE_NUMBER_MAX)
    return issue('', `must end in a number from 1 to ${SEQUENCE_NUMBER_MAX}`);
  return parsed({workstationId: workstationId.data, journalMark, sequenceNumber});
}
