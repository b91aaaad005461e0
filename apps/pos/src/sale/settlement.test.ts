import {storeSettingsSchema} from '@holdfast/catalogue';
import {parseTransactionValue} from '@holdfast/domain';
import {expect, test} from 'vitest';
import {makeTransaction, zonedDateTime} from './make-transaction.ts';
import {addItem, beginSale, type OpenSale, openSaleSchema} from './open-sale.ts';
import {endingOf, settlementOf, takeTender, voidTender} from './settlement.ts';

const settings = storeSettingsSchema.parse({
  ...{name: 'Shop', currency: 'CHF', cash_rounding: '0.05'},
  tax_group: [{id: 'A', percent: '8.1', included: true}],
});
const CARD = {id: 'card', tender_type: 'creditDebit', reference: 'required'} as const;
const CASH = {id: 'cash', tender_type: 'cash', reference: 'none'} as const;
const SCAN = {id: 'scan', tender_type: 'mobileWallet', reference: 'required'} as const;
const sale = addItem(beginSale({saleId: 's', beganAt: zonedDateTime(0)}), {
  ...{code: 'milk', names: {en: 'milk'}, priceMinor: 1_002, taxGroup: 'A', weighed: false},
});

const take = (
  before: OpenSale,
  amountMinor: number,
  how: Partial<Parameters<typeof takeTender>[1]> = {},
) => takeTender(before, {tender: CARD, amountMinor, reference: 'A-17', settings, ...how});
function taken(
  before: OpenSale,
  amountMinor: number,
  tender: Parameters<typeof takeTender>[1]['tender'] = CARD,
) {
  const after = take(before, amountMinor, {tender});
  if ('refused' in after) throw new Error(after.refused);
  return after.sale;
}
function ended(open: OpenSale, cashMinor: number) {
  const end = {settings, operatorId: 'ana', endedAt: zonedDateTime(60_000), cashMinor};
  return parseTransactionValue(makeTransaction(open, end));
}

test('cash alone is rounded to the coin, and the change is exact', () => {
  expect(settlementOf(sale, settings)).toEqual({
    ...{dueMinor: 1_002, restMinor: 1_002, cashRestMinor: 1_000, state: 'open'},
  });
  expect(endingOf(sale, {settings, moreCashMinor: 999})).toBeUndefined();
  expect(endingOf(sale, {settings, moreCashMinor: 1_000})).toEqual({
    roundingMinor: -2,
    changeMinor: 0,
  });
  expect(endingOf(sale, {settings, moreCashMinor: 2_000})).toEqual({
    roundingMinor: -2,
    changeMinor: 1_000,
  });
  expect(ended(sale, 2_000)).toMatchObject({ok: true});
});

test('a card pays to the cent, and nothing is rounded', () => {
  const paid = taken(sale, 1_002);
  expect(settlementOf(paid, settings)).toMatchObject({restMinor: 0, state: 'paid'});
  expect(ended(paid, 0)).toMatchObject({
    ok: true,
    value: {
      lineItems: [{}, {}, {tenderType: 'creditDebit', reference: 'A-17', amountMinor: 1_002}],
    },
  });
});

test('several tenders share one sale, in any order, and cash rounds what it settles', () => {
  const part = taken(taken(sale, 300), 200, SCAN);
  expect(settlementOf(part, settings)).toMatchObject({restMinor: 502, cashRestMinor: 500});
  expect(ended(part, 600)).toMatchObject({ok: true});
  const cashFirst = taken(taken(sale, 500, CASH), 502);
  expect(settlementOf(cashFirst, settings).state).toBe('paid');
  expect(ended(cashFirst, 0)).toMatchObject({ok: true});
  const allCash = taken(sale, 1_000, CASH);
  expect(settlementOf(allCash, settings).state).toBe('paid');
  expect(ended(allCash, 0)).toMatchObject({ok: true});
});

test('no tender but cash is taken above what is left: change comes out of cash only', () => {
  expect(take(sale, 1_003)).toEqual({refused: 'amount'});
  expect(take(sale, 0)).toEqual({refused: 'amount'});
  expect(take(taken(sale, 1_002), 1)).toEqual({refused: 'amount'});
});

test('a proof that is asked for is given, and a card’s number is taken as none', () => {
  expect(take(sale, 100, {reference: ' '})).toEqual({refused: 'reference'});
  expect(take(sale, 100, {reference: '4111 1111 1111 1111'})).toEqual({refused: 'cardNumber'});
  expect(take(sale, 100, {tender: SCAN, reference: '4200001234202611230000000001'})).toHaveProperty(
    'sale',
  );
  expect(take(sale, 100, {reference: 'x'.repeat(65)})).toEqual({refused: 'reference'});
});

test('a tender that is given back stays in the transaction, voided, and is to be paid anew', () => {
  const back = voidTender(taken(sale, 1_002), 1);
  expect(settlementOf(back, settings)).toMatchObject({restMinor: 1_002, state: 'open'});
  expect(ended(back, 1_000)).toMatchObject({
    ok: true,
    value: {lineItems: [{}, {}, {voidFlag: true, amountMinor: 1_002}, {tenderType: 'cash'}, {}]},
  });
});

test('goods that are taken back after a card paid for them leave too much paid', () => {
  const paid = {...taken(sale, 1_002), lines: sale.lines.map(line => ({...line, voided: true}))};
  expect(settlementOf(paid, settings)).toMatchObject({state: 'over', restMinor: -1_002});
  expect(endingOf(paid, {settings, moreCashMinor: 0})).toBeUndefined();
});

test('what was taken comes back with the open sale, also from before there were tenders', () => {
  const part = taken(sale, 300);
  expect(openSaleSchema.parse(JSON.parse(JSON.stringify(part)))).toEqual(part);
  const {tenders: _none, ...before} = sale;
  expect(openSaleSchema.parse(before)).toEqual(sale);
});
