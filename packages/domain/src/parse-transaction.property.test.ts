import fc from 'fast-check';
import {expect, test} from 'vitest';
import {findCardData} from './card-data.ts';
import {currencyCodeSchema} from './currency.ts';
import {formatAmount} from './money.ts';
import {encodeTransaction, parseTransaction, parseTransactionValue} from './parse-transaction.ts';
import {extendedAmountMinor, quantitySchema, unitPriceSchema} from './quantity.ts';
import {reverseLines} from './reverse-lines.ts';
import {type RetailTransactionDraft, saleDraft} from './testing.ts';
import {amountDueMinor, totalOf} from './totals.ts';
import {retailTransactionSchema} from './transaction.ts';

type LineDraft = RetailTransactionDraft['lineItems'][number];
const EUR = currencyCodeSchema.parse('EUR');

const anItem = fc
  .record({
    quantity: fc.oneof(
      fc.integer({min: 1, max: 999}).map(String),
      fc.integer({min: 1, max: 99_999}).map(grams => (grams / 1000).toFixed(3)),
    ),
    priceMinor: fc.nat(99_999),
    discountMinor: fc.option(fc.nat(500)),
    kind: fc.constantFrom('Sale', 'Return'),
    description: fc.string({maxLength: 40}),
    voidFlag: fc.boolean(),
  })
  .map(({quantity, priceMinor, discountMinor, kind, description, voidFlag}) => {
    const regularSalesUnitPrice = unitPriceSchema.parse(formatAmount(priceMinor, EUR));
    const priced = {quantity: quantitySchema.parse(quantity), regularSalesUnitPrice};
    return {
      kind,
      itemId: 'A1',
      description,
      itemType: 'stock',
      ...priced,
      extendedAmountMinor: extendedAmountMinor(priced, EUR) ?? 0,
      ...(discountMinor === null ? {} : {priceModifiers: [{amountMinor: 0 - discountMinor}]}),
      ...(voidFlag ? {voidFlag} : {}),
    } as const;
  });

const aTax = fc
  .record({taxAmountMinor: fc.integer({min: -9999, max: 9999}), included: fc.boolean()})
  .map(
    ({taxAmountMinor, included}) =>
      ({
        kind: 'Tax',
        taxGroup: 'A',
        percent: '19',
        taxableAmountMinor: taxAmountMinor * 5,
        taxAmountMinor: taxAmountMinor + 0,
        included,
      }) as const,
  );

const aDiscount = fc
  .integer({min: -9999, max: 9999})
  .map(amountMinor => ({kind: 'Discount', amountMinor: amountMinor + 0}) as const);

/**
 * Whatever the lines are, a terminal that pays what is due with the domain's own sums writes what
 * ties.
 */
const aTransaction = fc
  .array(fc.oneof(anItem, aTax, aDiscount), {maxLength: 12})
  .map(lines => settled(lines.map((line, at): LineDraft => ({lineNumber: at + 1, ...line}))));

function settled(lines: readonly LineDraft[]): RetailTransactionDraft {
  const open = {...saleDraft(), lineItems: lines};
  const parsedLines = retailLines({
    ...open,
    total: {transactionGrandAmountMinor: 0, transactionTaxAmountMinor: 0},
  });
  const amountMinor = amountDueMinor(parsedLines);
  return {
    ...open,
    lineItems: [
      ...lines,
      {lineNumber: lines.length + 1, kind: 'Tender', tenderType: 'cash', amountMinor},
    ],
    total: totalOf(parsedLines),
  };
}

/**
 * The lines in the form that the domain's own functions take: the form is checked, the sums are
 * not.
 */
function retailLines(draft: RetailTransactionDraft) {
  const parsed = retailTransactionSchema.safeParse(draft);
  if (!parsed.success) return expect.unreachable(parsed.error.message);
  return parsed.data.lineItems;
}

test('what ties is read back as it was written', () => {
  fc.assert(
    fc.property(aTransaction, draft => {
      expect(parseTransaction(encodeTransaction(draft))).toEqual({ok: true, value: draft});
    }),
    {numRuns: 200},
  );
});

test('a void takes back exactly what the original came to', () => {
  fc.assert(
    fc.property(aTransaction, draft => {
      const lineItems = reverseLines(retailLines(draft));
      const total = totalOf(lineItems);
      expect(total.transactionGrandAmountMinor + draft.total.transactionGrandAmountMinor).toBe(0);
      const voided = {
        ...draft,
        transactionType: 'void',
        lineItems,
        total,
        voids: {receiptNumber: 'W1'},
      };
      expect(parseTransactionValue(voided)).toMatchObject({ok: true});
    }),
    {numRuns: 200},
  );
});

test('no bytes make the parser throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({maxLength: 200}), bytes => {
      expect(parseTransaction(bytes).ok).toBe(false);
    }),
    {numRuns: 300},
  );
});

test('no bent body makes the parser or the card scanner throw', () => {
  const paths = ['kind', 'lineItems', 'total', 'operatorId', 'currencyCode', 'derived', 'voids'];
  fc.assert(
    fc.property(aTransaction, fc.constantFrom(...paths), fc.jsonValue(), (draft, path, value) => {
      const bent = {...draft, [path]: value};
      expect(typeof parseTransactionValue(bent).ok).toBe('boolean');
      expect(['string', 'undefined']).toContain(typeof findCardData(bent));
    }),
    {numRuns: 300},
  );
});

test('no bent line makes the parser throw', () => {
  fc.assert(
    fc.property(
      anItem,
      fc.constantFrom(
        'kind',
        'quantity',
        'regularSalesUnitPrice',
        'extendedAmountMinor',
        'priceModifiers',
      ),
      fc.jsonValue(),
      (line, field, value) => {
        const bent = {...saleDraft(), lineItems: [{lineNumber: 1, ...line, [field]: value}]};
        expect(typeof parseTransactionValue(bent).ok).toBe('boolean');
      },
    ),
    {numRuns: 300},
  );
});
