import {issue, type Parsed, type ParseIssue, parsed, unreachable} from '@holdfast/std';
import type {CurrencyCode} from './currency.ts';
import type {LineItem, ReturnLine, SaleLine} from './line-item.ts';
import {formatAmount} from './money.ts';
import {isExtension} from './quantity.ts';
import type {RetailTransaction, Total} from './transaction.ts';

/**
 * Extended amount with its modifiers: what the item costs. Not negative for a return; the kind says
 * which way.
 */
export function itemAmountMinor(line: SaleLine | ReturnLine): number {
  return (line.priceModifiers ?? []).reduce(
    (sum, modifier) => sum + modifier.amountMinor,
    line.extendedAmountMinor,
  );
}

/**
 * What a line adds to the grand amount; negative for what it takes away, 0 for lines that only
 * settle.
 */
export function grandShareMinor(line: LineItem): number {
  if (line.voidFlag) return 0;
  switch (line.kind) {
    case 'Sale':
      return itemAmountMinor(line);
    case 'Return':
      return 0 - itemAmountMinor(line);
    case 'Discount':
    case 'Deposit':
      return line.amountMinor;
    case 'Tax':
      return line.included ? 0 : line.taxAmountMinor;
    case 'Tender':
    case 'TenderChange':
    case 'Rounding':
      return 0;
    default:
      return unreachable(line);
  }
}

/**
 * What a line settles of the amount due: tenders, less change, less what rounding adds to the
 * amount due.
 */
export function settlementShareMinor(line: LineItem): number {
  if (line.voidFlag) return 0;
  switch (line.kind) {
    case 'Tender':
      return line.amountMinor;
    case 'TenderChange':
    case 'Rounding':
      return 0 - line.amountMinor;
    default:
      return 0;
  }
}

/** The total that the lines come to: for whoever writes a transaction. */
export function totalOf(lineItems: readonly LineItem[]): Total {
  return {
    transactionGrandAmountMinor: sumOf(lineItems, grandShareMinor),
    transactionTaxAmountMinor: sumOf(lineItems, taxShareMinor),
  };
}

/**
 * What is still to be paid: 0 when tenders and change settle the lines, negative when change is
 * due.
 */
export function amountDueMinor(lineItems: readonly LineItem[]): number {
  return sumOf(lineItems, grandShareMinor) - sumOf(lineItems, settlementShareMinor);
}

/** What a transaction adds to its day: nothing while training. */
export function salesAmountMinor(
  transaction: Pick<RetailTransaction, 'total' | 'trainingModeFlag'>,
): number {
  return transaction.trainingModeFlag ? 0 : transaction.total.transactionGrandAmountMinor;
}

/**
 * Totals that prove themselves: quantity × price = extended amount of every item; Σ lines = total;
 * Σ tenders − change − rounding = total. The first place that does not tie is named, with both
 * amounts. Voided lines count nowhere, but must still be well formed.
 */
export function proveTotals(transaction: RetailTransaction): Parsed<RetailTransaction> {
  const {lineItems, total, currencyCode} = transaction;
  const fault = firstUntiedLine(lineItems, currencyCode);
  if (fault) return {ok: false, issue: fault};
  const sums = totalOf(lineItems);
  const settled = sumOf(lineItems, settlementShareMinor);
  return (
    firstUntiedSum(currencyCode, [
      {
        field: 'total.transactionTaxAmountMinor',
        says: ['the total states a tax of', total.transactionTaxAmountMinor],
        but: ['the tax lines come to', sums.transactionTaxAmountMinor],
      },
      {
        field: 'total.transactionGrandAmountMinor',
        says: ['the total is', total.transactionGrandAmountMinor],
        but: ['the lines come to', sums.transactionGrandAmountMinor],
      },
      {
        field: 'lineItems',
        says: ['tenders less change and rounding come to', settled],
        but: ['the total is', total.transactionGrandAmountMinor],
      },
    ]) ?? parsed(transaction)
  );
}

interface SumClaim {
  readonly field: string;
  readonly says: readonly [words: string, amountMinor: number];
  readonly but: readonly [words: string, amountMinor: number];
}

function firstUntiedSum(currencyCode: CurrencyCode, claims: readonly SumClaim[]) {
  for (const {field, says, but} of claims) {
    if (!Number.isSafeInteger(says[1]) || !Number.isSafeInteger(but[1]))
      return issue(field, 'is larger than can be added exactly');
    if (says[1] === but[1]) continue;
    const [left, right] = [says, but].map(
      ([words, amountMinor]) => `${words} ${formatAmount(amountMinor, currencyCode)}`,
    );
    return issue(field, `${left} ${currencyCode}, but ${right} ${currencyCode}`);
  }
  return undefined;
}

function firstUntiedLine(
  lineItems: readonly LineItem[],
  currencyCode: CurrencyCode,
): ParseIssue | undefined {
  let last = 0;
  for (const [at, line] of lineItems.entries()) {
    if (line.lineNumber <= last)
      return {
        field: `lineItems[${at}].lineNumber`,
        reason: `must be above ${last}, the line number before it`,
      };
    last = line.lineNumber;
    if ((line.kind === 'Sale' || line.kind === 'Return') && !isExtension(line, currencyCode))
      return {
        field: `lineItems[${at}].extendedAmountMinor`,
        reason: `is ${formatAmount(line.extendedAmountMinor, currencyCode)}, but ${line.quantity} × ${line.regularSalesUnitPrice} is not`,
      };
  }
  return undefined;
}

function taxShareMinor(line: LineItem): number {
  return line.kind === 'Tax' && !line.voidFlag ? line.taxAmountMinor : 0;
}

/** NaN once a sum leaves the safe integers, so that it ties with nothing. */
function sumOf(lineItems: readonly LineItem[], share: (line: LineItem) => number): number {
  let sum = 0;
  for (const line of lineItems) {
    sum += share(line);
    if (!Number.isSafeInteger(sum)) return Number.NaN;
  }
  return sum;
}
