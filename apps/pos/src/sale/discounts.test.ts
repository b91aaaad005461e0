import {storeSettingsSchema} from '@holdfast/catalogue';
import {itemAmountMinor, parseTransactionValue, type RetailTransaction} from '@holdfast/domain';
import {SeededRandom} from '@holdfast/std/testing';
import {expect, test} from 'vitest';
import {approveAll, approved, type Reduction, reduce, wantsApproval} from './discounts.ts';
import {makeTransaction, zonedDateTime} from './make-transaction.ts';
import {addItem, beginSale, type Discount, type OpenSale, openSaleSchema} from './open-sale.ts';
import {totalsOf} from './sale-totals.ts';

const settings = storeSettingsSchema.parse({
  name: 'Shop',
  currency: 'CNY',
  tax_group: [
    {id: 'A', percent: '13', included: true},
    {id: 'X', percent: '7.75', included: false},
  ],
});
const item = (code: string, priceMinor: number, taxGroup = 'A', weighed = false) => ({
  ...{code, names: {en: code}, priceMinor, taxGroup, weighed},
});
const begun = beginSale({saleId: 's', beganAt: zonedDateTime(0)});
const two = addItem(addItem(begun, item('milk', 1_290)), item('toy', 1_000, 'X'));
const percent = (text: string): Discount => ({off: {percent: text}, reason: 'Damaged'});
const amount = (amountMinor: number): Discount => ({off: {amountMinor}, reason: 'Goodwill'});
const onLine = (discount: Discount): Reduction => ({kind: 'line', lineNumber: 1, discount});

function transactionOf(sale: OpenSale): RetailTransaction {
  const cashMinor = totalsOf(sale, settings).dueMinor;
  const end = {settings, operatorId: 'ana', endedAt: zonedDateTime(60_000), cashMinor};
  const parsed = parseTransactionValue(makeTransaction(sale, end));
  if (!parsed.ok || parsed.value.kind !== 'RetailTransaction')
    throw new Error(String(!parsed.ok && parsed.issue.reason));
  return parsed.value;
}

test('a price change, money off a line and money off the sale stand at their lines, with reasons', () => {
  const change = {priceMinor: 1_190, reason: 'Price on the shelf'};
  let sale = reduce(two, {kind: 'price', lineNumber: 1, change});
  sale = reduce(sale, onLine(percent('10')));
  sale = reduce(sale, {kind: 'sale', discount: amount(100)});
  const [milk, toy] = transactionOf(sale).lineItems;
  expect(milk).toMatchObject({
    extendedAmountMinor: 1_290,
    priceModifiers: [
      {methodCode: 'priceOverride', amountMinor: -100, reason: 'Price on the shelf'},
      {methodCode: 'lineDiscount', amountMinor: -119, percent: '10', reason: 'Damaged'},
      {methodCode: 'saleDiscount', amountMinor: -52, reason: 'Goodwill'},
    ],
  });
  expect(toy).toMatchObject({priceModifiers: [{methodCode: 'saleDiscount', amountMinor: -48}]});
});

test('tax is counted after every discount, in each group', () => {
  const {taxes, dueMinor, offMinor} = totalsOf(
    reduce(two, {kind: 'sale', discount: percent('50')}),
    settings,
  );
  expect(offMinor).toBe(1_145);
  expect(taxes).toMatchObject([
    {taxableMinor: 645 - 74, taxMinor: 74},
    {taxableMinor: 500, taxMinor: 39},
  ]);
  expect(dueMinor).toBe(645 + 500 + 39);
});

test('no cent is lost or made: whatever is taken off, shares add up and the transaction ties', () => {
  const random = new SeededRandom(7);
  for (let turn = 0; turn < 300; turn++) {
    let sale = begun;
    const lines = 1 + random.below(9);
    for (let at = 0; at < lines; at++) {
      const weighed = random.below(3) === 0;
      const next = item(`i${at}`, random.below(3_000), random.below(2) ? 'A' : 'X', weighed);
      sale = addItem(sale, next, {quantityText: weighed ? `0.${100 + random.below(900)}` : '3'});
    }
    const before = totalsOf(sale, settings);
    const takenOff = 1 + random.below(2_000);
    const discounted = reduce(sale, {kind: 'sale', discount: amount(takenOff)});
    const linesMinor = before.lines.reduce((sum, {netMinor}) => sum + netMinor, 0);
    expect(totalsOf(discounted, settings).offMinor).toBe(Math.min(takenOff, linesMinor));
    const transaction = transactionOf(reduce(discounted, onLine(percent('33.3'))));
    for (const line of transaction.lineItems)
      if (line.kind === 'Sale') expect(itemAmountMinor(line)).toBeGreaterThanOrEqual(0);
  }
});

test('more than there is cannot be taken off, and what is free is sold for nothing', () => {
  const free = reduce(two, {kind: 'sale', discount: amount(1_000_000)});
  expect(totalsOf(free, settings).dueMinor).toBe(0);
  expect(transactionOf(free).lineItems.some(({kind}) => kind === 'Tender')).toBe(false);
});

test('a cashier takes off ten percent alone; the eleventh, and ten on ten, want somebody', () => {
  const asked = (sale: OpenSale, role: 'cashier' | 'supervisor' | 'manager' = 'cashier') =>
    wantsApproval(sale, {settings, role});
  const ten = reduce(two, onLine(percent('10')));
  expect(asked(ten)).toBe(false);
  const eleven = reduce(two, onLine(percent('11')));
  expect([asked(eleven), asked(eleven, 'supervisor')]).toEqual([true, false]);
  const piled = reduce(ten, {kind: 'sale', discount: percent('10')});
  expect(asked(piled)).toBe(true);
  const most = reduce(two, onLine(percent('51')));
  expect([asked(most, 'supervisor'), asked(most, 'manager')]).toEqual([true, false]);
  expect(asked(reduce(two, approved(onLine(percent('51')), 'mia')))).toBe(false);
  expect(asked(approveAll(piled, 'mia'))).toBe(false);
});

test('what was let be once does not cover what comes of it later', () => {
  const many = addItem(begun, item('milk', 1_000), {quantityText: '10'});
  const off = reduce(many, onLine(amount(1_000)));
  expect(wantsApproval(off, {settings, role: 'cashier'})).toBe(false);
  const one = {
    ...off,
    lines: off.lines.map(line => ({...line, quantity: two.lines[0]?.quantity ?? line.quantity})),
  };
  expect(wantsApproval(one, {settings, role: 'cashier'})).toBe(true);
});

test('who let it be stands in the transaction, and comes back with the open sale', () => {
  const sale = reduce(two, approved(onLine(percent('40')), 'mia'));
  expect(openSaleSchema.parse(JSON.parse(JSON.stringify(sale)))).toEqual(sale);
  expect(transactionOf(sale).lineItems[0]).toMatchObject({priceModifiers: [{approverId: 'mia'}]});
});

test('a discount can be taken back, and a discounted line is joined by nothing', () => {
  const off = reduce(two, onLine(percent('10')));
  expect(addItem(off, item('milk', 1_290)).lines).toHaveLength(3);
  expect(reduce(off, {kind: 'line', lineNumber: 1, discount: undefined})).toEqual(two);
});
