import {addDecimals, type Decimal, formatDecimal, ZERO_DECIMAL} from '@holdfast/domain';
import {assert, Fault} from '@holdfast/std';
import {shortest} from './number-text.ts';
import type {LeftOutLine, LineAmount, ReportKind} from './source-line.ts';

/** How many lines, and what they come to. */
export interface Tally {
  readonly lines: number;
  /** Each line rounded once to the minor unit, then added. */
  readonly amountMinor: number;
  /** Added without any rounding, in major units. */
  readonly exactAmount: string;
}

/** A line of the file that is in no transaction, and why. */
export interface ReportedLine {
  /** The line of the file, counted from 1. */
  readonly rowNumber: number;
  readonly kind: ReportKind;
  /** As the end of a sentence about the line: `names no item`. */
  readonly reason: string;
  readonly amountMinor: number;
}

/**
 * The account of an import. Every line of the file is either in a transaction or reported, and
 * `csv` = `accepted` + `reported`, in lines, in minor units and exactly. A line whose quantity or
 * price cannot be read has no amount on either side.
 */
export interface ImportReport {
  /** What was done with the lines of this file, in sentences for people. */
  readonly rules: readonly string[];
  readonly currencyCode: string;
  readonly transactions: number;
  /** Invoices of which every line was reported. */
  readonly invoicesWithoutTransaction: number;
  readonly csv: Tally;
  readonly accepted: Tally;
  readonly reported: Tally;
  readonly reportedByKind: Readonly<Partial<Record<ReportKind, Tally>>>;
  readonly reportedLines: readonly ReportedLine[];
}

/** Adds up lines. Fault `import/unreadable` beyond the safe integers. */
export class TallyCounter {
  #lines = 0;
  #amountMinor = 0;
  #exact: Decimal = ZERO_DECIMAL;

  add(amount: LineAmount): void {
    this.#lines++;
    this.#amountMinor += amount.minor;
    this.#exact = addDecimals(this.#exact, amount.exact);
    if (!Number.isSafeInteger(this.#amountMinor))
      throw new Fault('import/unreadable', {reason: 'comes to more than can be counted exactly'});
  }

  get tally(): Tally {
    return {
      lines: this.#lines,
      amountMinor: this.#amountMinor,
      exactAmount: formatDecimal(shortest(this.#exact)),
    };
  }
}

/** The half of a report that is about what was left out, in the order of the file. */
export function reportLeftOut(
  lines: readonly LeftOutLine[],
): Pick<ImportReport, 'reported' | 'reportedByKind' | 'reportedLines'> {
  const all = new TallyCounter();
  const kinds = new Map<ReportKind, TallyCounter>();
  for (const {reportKind, amount} of lines) {
    const kind = kinds.get(reportKind) ?? new TallyCounter();
    kinds.set(reportKind, kind);
    kind.add(amount);
    all.add(amount);
  }
  return {
    reported: all.tally,
    reportedByKind: Object.fromEntries([...kinds].map(([kind, {tally}]) => [kind, tally])),
    reportedLines: lines
      .map(({rowNumber, reportKind, reason, amount}) => ({
        rowNumber,
        kind: reportKind,
        reason,
        amountMinor: amount.minor,
      }))
      .sort((left, right) => left.rowNumber - right.rowNumber),
  };
}

/**
 * The parts must make the whole; where they do not, the importer has lost or doubled a line, and
 * dies.
 */
export function assertIdentity(report: Pick<ImportReport, 'csv' | 'accepted' | 'reported'>): void {
  const {csv, accepted, reported} = report;
  assert(csv.lines === accepted.lines + reported.lines, 'every line is accepted or reported');
  assert(
    csv.amountMinor === accepted.amountMinor + reported.amountMinor,
    'accepted and reported amounts make the whole file',
  );
}
