import {expect, test} from 'vitest';
import {parseTransactionValue} from './parse-transaction.ts';
import {type RetailTransactionDraft, saleDraft} from './testing.ts';
import {amountDueMinor, salesAmountMinor, totalOf} from './totals.ts';
import type {RetailTransaction} from './transaction.ts';

type LineDraft = RetailTransactionDraft['lineItems'][number];
type Lines = readonly LineDraft[];

const item = {
  itemType: 'stock',
  itemId: 'A',
  quantity: '2',
  regularSalesUnitPrice: '5.00',
  extendedAmountMinor: 1000,
} as const;

/** Line numbers are filled in. */
const numbered = (...lines: readonly object[]): Lines =>
  lines.map((line, at) => ({lineNumber: at + 1, ...line}) as LineDraft);

const draft = (grandMinor: number, taxMinor: number, lineItems: Lines): RetailTransactionDraft => ({
  ...saleDraft(),
  lineItems,
  total: {transactionGrandAmountMinor: grandMinor, transactionTaxAmountMinor: taxMinor},
});

const tied: readonly [string, RetailTransactionDraft][] = [
  ['a plain sale', saleDraft([765, 1])],
  ['nothing at all', draft(0, 0, [])],
  [
    'a sale with a discount on the line and one on the whole',
    draft(
      850,
      0,
      numbered(
        {kind: 'Sale', ...item, priceModifiers: [{amountMinor: -100, percent: '10'}]},
        {kind: 'Discount', amountMinor: -50},
        {kind: 'Tender', tenderType: 'cash', amountMinor: 1000},
        {kind: 'TenderChange', tenderType: 'cash', amountMinor: 150},
      ),
    ),
  ],
  [
    'tax that is added, and tax that is included',
    draft(
      1190,
      350,
      numbered(
        {kind: 'Sale', ...item},
        {
          kind: 'Tax',
          taxGroup: 'A',
          percent: '19',
          taxableAmountMinor: 1000,
          taxAmountMinor: 190,
          included: false,
        },
        {
          kind: 'Tax',
          taxGroup: 'B',
          percent: '19',
          taxableAmountMinor: 840,
          taxAmountMinor: 160,
          included: true,
        },
        {kind: 'Tender', tenderType: 'creditDebit', amountMinor: 1190},
      ),
    ),
  ],
  [
    'a refund: the return is positive, the total and the tender negative',
    draft(
      -1000,
      -160,
      numbered(
        {kind: 'Return', ...item, transactionLink: {receiptNumber: 'W03-K7Q-000482'}},
        {
          kind: 'Tax',
          taxGroup: 'A',
          percent: '19',
          taxableAmountMinor: -840,
          taxAmountMinor: -160,
          included: true,
        },
        {kind: 'Tender', tenderType: 'cash', amountMinor: -1000},
      ),
    ),
  ],
  [
    'cash rounding: 10.02 is paid with 10.00',
    draft(
      1002,
      0,
      numbered(
        {
          kind: 'Sale',
          ...item,
          quantity: '1',
          regularSalesUnitPrice: '10.02',
          extendedAmountMinor: 1002,
        },
        {kind: 'Rounding', amountMinor: -2},
        {kind: 'Tender', tenderType: 'cash', amountMinor: 1000},
      ),
    ),
  ],
  [
    'an order with money put down',
    draft(
      500,
      0,
      numbered(
        {kind: 'Deposit', amountMinor: 500, reference: 'order 12'},
        {kind: 'Tender', tenderType: 'cash', amountMinor: 500},
      ),
    ),
  ],
  [
    'lines that were taken back',
    draft(
      1000,
      0,
      numbered(
        {kind: 'Sale', ...item, voidFlag: true},
        {kind: 'Sale', ...item},
        {kind: 'Tender', tenderType: 'creditDebit', amountMinor: 1000, voidFlag: true},
        {kind: 'Tender', tenderType: 'cash', amountMinor: 1000},
      ),
    ),
  ],
];

test.each(tied)('%s ties', (_name, transaction) => {
  const parsed = parseTransactionValue(transaction);
  expect(parsed).toEqual({ok: true, value: transaction});
});

test.each(tied)(
  '%s: one minor unit more in any amount that counts does not tie',
  (_name, transaction) => {
    const [start] = untie(transaction, -1);
    for (let at = 0; at < (start ?? 0); at++) {
      const [, broken] = untie(transaction, at);
      expect(parseTransactionValue(broken).ok).toBe(false);
    }
  },
);

/** Adds one to the `at`th amount of lines that are not voided, and of the total; counts them. */
function untie(transaction: RetailTransactionDraft, at: number): [number, unknown] {
  let count = 0;
  const broken: unknown = JSON.parse(
    JSON.stringify(transaction),
    function (this: object, key, value) {
      // A percentage discount, a foreign amount or a taxable base adds to nothing.
      if (typeof value !== 'number' || !key.endsWith('Minor') || key === 'taxableAmountMinor')
        return value;
      if ('voidFlag' in this) return value;
      return count++ === at ? value + 1 : value;
    },
  );
  return [count, broken];
}

test.each<[string, string, RetailTransactionDraft]>([
  [
    'total.transactionGrandAmountMinor',
    'the total is 9.99 EUR, but the lines come to 10.00 EUR',
    draft(
      999,
      0,
      numbered({kind: 'Sale', ...item}, {kind: 'Tender', tenderType: 'cash', amountMinor: 999}),
    ),
  ],
  [
    'lineItems',
    'tenders less change and rounding come to 9.99 EUR, but the total is 10.00 EUR',
    draft(
      1000,
      0,
      numbered({kind: 'Sale', ...item}, {kind: 'Tender', tenderType: 'cash', amountMinor: 999}),
    ),
  ],
  [
    'total.transactionTaxAmountMinor',
    'the total states a tax of 0.01 EUR, but the tax lines come to 0.00 EUR',
    draft(1000, 1, numbered({kind: 'Sale', ...item})),
  ],
  [
    'lineItems[1].extendedAmountMinor',
    'is 10.01, but 2 × 5.00 is not',
    draft(
      0,
      0,
      numbered({kind: 'Sale', ...item}, {kind: 'Sale', ...item, extendedAmountMinor: 1001}),
    ),
  ],
  [
    'lineItems[1].lineNumber',
    'must be above 4, the line number before it',
    draft(
      0,
      0,
      numbered({kind: 'Sale', ...item, lineNumber: 4}, {kind: 'Sale', ...item, lineNumber: 4}),
    ),
  ],
  [
    'total.transactionGrandAmountMinor',
    'is larger than can be added exactly',
    draft(
      0,
      0,
      numbered(
        {kind: 'Deposit', amountMinor: Number.MAX_SAFE_INTEGER},
        {kind: 'Deposit', amountMinor: Number.MAX_SAFE_INTEGER},
        {kind: 'Deposit', amountMinor: -Number.MAX_SAFE_INTEGER},
        {kind: 'Deposit', amountMinor: -Number.MAX_SAFE_INTEGER},
      ),
    ),
  ],
])('%s: %s', (field, reason, transaction) => {
  expect(parseTransactionValue(transaction)).toEqual({ok: false, issue: {field, reason}});
});

test('whoever writes a transaction gets its total and what is still due from its lines', () => {
  const parsed = parseTransactionValue(saleDraft([765, 100]));
  if (!parsed.ok || parsed.value.kind !== 'RetailTransaction') return expect.unreachable();
  const {lineItems, total} = parsed.value;
  expect(totalOf(lineItems)).toEqual(total);
  expect(amountDueMinor(lineItems)).toBe(0);
  expect(amountDueMinor(lineItems.slice(0, 1))).toBe(765);
});

test('training adds nothing to the day', () => {
  const total: RetailTransaction['total'] = {
    transactionGrandAmountMinor: 765,
    transactionTaxAmountMinor: 0,
  };
  expect(salesAmountMinor({total})).toBe(765);
  expect(salesAmountMinor({total, trainingModeFlag: true})).toBe(0);
});
