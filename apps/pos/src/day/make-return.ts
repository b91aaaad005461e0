import {cashStepMinor, type Item, type StoreSettings} from '@holdfast/catalogue';
import {
  encodeTransaction,
  makeReturnLines,
  parseTransaction,
  type RetailTransaction,
  type ReturnPick,
  returnableLines,
  roundCash,
  type TransactionDraft,
  type TransactionLink,
} from '@holdfast/domain';
import {assert} from '@holdfast/std';
import {headerOf, makeTransaction} from '../sale/make-transaction.ts';
import {addItem, beginSale} from '../sale/open-sale.ts';
import {totalsOf} from '../sale/sale-totals.ts';
import type {Deed} from './cash-movement.ts';
import type {FoundOriginal} from './find-original.ts';

type LineDraft = Extract<TransactionDraft, {kind: 'RetailTransaction'}>['lineItems'][number];

type Returned = Pick<FoundOriginal, 'original' | 'returned'> & {
  readonly link: TransactionLink;
  readonly lookedUpAt: 'terminal' | 'hub' | 'none';
  readonly approverId?: string;
};

/**
 * The cash that the customer gets for these, rounded to the smallest coin; `undefined` where
 * nothing, or more than is left, is picked.
 */
export function refundCashMinor(
  {original, returned}: Pick<FoundOriginal, 'original' | 'returned'>,
  {picks, settings}: {readonly picks: readonly ReturnPick[]; readonly settings: StoreSettings},
): number | undefined {
  const transactionLink = {receiptNumber: 'x'};
  const made = makeReturnLines(original, {returned, picks, transactionLink, reason: ''});
  return made && 0 - rounded(made.refundMinor, settings).roundedMinor;
}

/** What leaves the drawer is negative, and rounded as what comes in is. */
function rounded(refundMinor: number, settings: StoreSettings) {
  return roundCash({amountMinor: 0 - refundMinor, stepMinor: cashStepMinor(settings)});
}

/** Goods back and cash out, naming their sale; `undefined` as {@link refundCashMinor}. */
export function makeReturn(
  back: Returned,
  {picks, deed}: {readonly picks: readonly ReturnPick[]; readonly deed: Deed},
): TransactionDraft | undefined {
  const {original, returned, link: transactionLink, lookedUpAt, approverId} = back;
  const reason = deed.reason.trim();
  const made = makeReturnLines(original, {returned, picks, transactionLink, reason});
  if (!made) return undefined;
  const {lineItems, refundMinor, taxMinor} = made;
  const {settings, operatorId, at, training} = deed;
  const {roundedMinor, differenceMinor} = rounded(refundMinor, settings);
  const lineNumber = lineItems.length + 1;
  const tender = {tenderType: 'cash', amountMinor: roundedMinor} as const;
  const rounding = {lineNumber: lineNumber + 1, amountMinor: differenceMinor} as const;
  const settled: LineDraft[] = [
    {kind: 'Tender', lineNumber, ...tender},
    ...(differenceMinor === 0 ? [] : [{kind: 'Rounding' as const, ...rounding}]),
  ];
  return {
    kind: 'RetailTransaction',
    transactionType: 'return',
    ...headerOf({settings, operatorId, beganAt: at, endedAt: at, training}),
    currencyCode: original.currencyCode,
    lineItems: [...lineItems, ...settled],
    total: {
      transactionGrandAmountMinor: 0 - refundMinor,
      transactionTaxAmountMinor: 0 - taxMinor,
    },
    lookedUpAt,
    ...(approverId === undefined ? {} : {approverId}),
  };
}

/** An item that somebody brings, and how much of it. */
export interface BroughtItem {
  readonly item: Item;
  readonly quantityText: string;
}

/** What somebody brings whose receipt nobody can look up, as if it were sold today. */
export function supposedSale(
  items: readonly BroughtItem[],
  {settings, operatorId, at}: Pick<Deed, 'settings' | 'operatorId' | 'at'>,
): RetailTransaction | undefined {
  const begun = beginSale({saleId: 'supposed', beganAt: at});
  const sale = items.reduce(
    (sum, {item, quantityText}) => addItem(sum, item, {quantityText}),
    begun,
  );
  if (sale.lines.length === 0) return undefined;
  const cashMinor = totalsOf(sale, settings).dueMinor;
  const end = {settings, operatorId, endedAt: at, cashMinor};
  const read = parseTransaction(encodeTransaction(makeTransaction(sale, end)));
  assert(read.ok && read.value.kind === 'RetailTransaction', 'what a till sells is a sale');
  return read.value;
}

/** Everything of it. */
export function allOf(original: RetailTransaction): readonly ReturnPick[] {
  return returnableLines(original, new Map()).map(({line, left}) => ({
    lineNumber: line.lineNumber,
    quantity: left,
  }));
}
