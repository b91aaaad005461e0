import type {RetailTransaction} from '@holdfast/domain';
import {assert, Fault} from '@holdfast/std';
import {transactionOf} from './basket.ts';
import {Baskets} from './baskets.ts';
import {detectDelimiter, readDelimited} from './delimited-text.ts';
import {Heading} from './heading.ts';
import type {ImportMap} from './import-map.ts';
import {assertIdentity, type ImportReport, reportLeftOut, TallyCounter} from './import-report.ts';
import {importRules} from './import-rules.ts';
import {LineReader} from './line-reader.ts';
import type {ReadLine} from './source-line.ts';

export interface ImportedTransaction {
  readonly transaction: RetailTransaction;
  /** Which lane sold it, counted from 1: dealt in turn, because the source does not say. */
  readonly lane: number;
  /** The lines of the file it was made of. */
  readonly rowNumbers: readonly number[];
}

export interface Imported {
  /** In the order in which their invoices begin in the file. */
  readonly transactions: readonly ImportedTransaction[];
  readonly report: ImportReport;
}

/**
 * Turns a shop's file into the transactions it must have been, and accounts for every line and cent
 * of it. Faults: `import/column-missing`, naming the column and those that are there;
 * `import/unreadable` for a file without rows. Whatever is wrong with a single row is reported with
 * its line number.
 */
export function importTransactions({
  text,
  map,
  lanes = 1,
}: {
  readonly text: string;
  readonly map: ImportMap;
  readonly lanes?: number;
}): Imported {
  assert(Number.isSafeInteger(lanes) && lanes > 0, 'somebody sells');
  const csv = new TallyCounter();
  const baskets = new Baskets(map);
  for (const read of readLines(text, map)) {
    csv.add(read.kind === 'line' ? read.line.amount : read.leftOut.amount);
    baskets.add(read);
  }
  const transactions: ImportedTransaction[] = [];
  const accepted = new TallyCounter();
  for (const basket of baskets.accepted()) {
    const transaction = transactionOf(basket, map);
    if (!transaction.ok) {
      baskets.leaveOut(basket, transaction.issue);
      continue;
    }
    for (const {line} of basket) accepted.add(line.amount);
    transactions.push({
      transaction: transaction.value,
      lane: (transactions.length % lanes) + 1,
      rowNumbers: basket.map(({line}) => line.rowNumber),
    });
  }
  const report: ImportReport = {
    rules: importRules(map),
    currencyCode: map.currencyCode,
    transactions: transactions.length,
    invoicesWithoutTransaction: baskets.count - transactions.length,
    csv: csv.tally,
    accepted: accepted.tally,
    ...reportLeftOut(baskets.leftOut),
  };
  assertIdentity(report);
  assertGrandAmounts(transactions, report);
  return {transactions, report};
}

function* readLines(text: string, map: ImportMap): Generator<ReadLine> {
  const delimiter = map.delimiter === 'auto' ? detectDelimiter(text) : map.delimiter;
  const rows = readDelimited(text, delimiter);
  const first = map.header ? rows.next() : undefined;
  if (first?.done) throw new Fault('import/unreadable', {reason: 'there is no heading'});
  if (first?.value.broken !== undefined)
    throw new Fault('import/unreadable', {
      reason: first.value.broken,
      line: first.value.lineNumber,
    });
  const reader = new LineReader(map, new Heading(first?.value));
  let isEmpty = true;
  for (const row of rows) {
    isEmpty = false;
    yield* reader.read(row);
  }
  if (isEmpty) throw new Fault('import/unreadable', {reason: 'there are no rows'});
}

/**
 * The same sum by another road: not from the lines that were read, but from the totals that were
 * written.
 */
function assertGrandAmounts(
  transactions: readonly ImportedTransaction[],
  {accepted}: Pick<ImportReport, 'accepted'>,
): void {
  let lines = 0;
  let amountMinor = 0;
  for (const {transaction} of transactions) {
    lines += transaction.lineItems.filter(({kind}) => kind !== 'Tender').length;
    amountMinor += transaction.total.transactionGrandAmountMinor;
  }
  assert(lines === accepted.lines, 'transactions hold the lines that were accepted');
  assert(amountMinor === accepted.amountMinor, 'transactions come to what was accepted');
}
