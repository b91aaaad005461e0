import type {Decimal, ZonedDateTime} from '@holdfast/domain';

/** Why a line of the source is in no transaction. A closed list. */
const REPORT_KINDS = [
  'unreadable',
  'otherCurrency',
  'cardData',
  'test',
  'fee',
  'accounting',
  'negativePrice',
  'zeroQuantity',
  'stockCorrection',
  'zeroPrice',
  'unfit',
] as const;
export type ReportKind = (typeof REPORT_KINDS)[number];

/** What a line comes to: exactly, and rounded once to the minor unit, a half away from zero. */
export interface LineAmount {
  readonly exact: Decimal;
  readonly minor: number;
}

/** One item of the source, understood. Signs are the source's own. */
export interface SourceLine {
  /** The line of the file, counted from 1. */
  readonly rowNumber: number;
  readonly invoice: string;
  readonly at: ZonedDateTime;
  readonly itemId: string;
  readonly description: string;
  readonly quantity: Decimal;
  readonly unitPrice: Decimal;
  readonly amount: LineAmount;
}

/** A line that becomes no part of a transaction. Its amount counts wherever it can be told. */
export interface LeftOutLine {
  readonly rowNumber: number;
  readonly reportKind: ReportKind;
  readonly reason: string;
  readonly amount: LineAmount;
}

/** Every item of the source is either understood or left out, and then reported. */
export type ReadLine =
  | {readonly kind: 'line'; readonly line: SourceLine}
  | {readonly kind: 'leftOut'; readonly leftOut: LeftOutLine};
