import {type Item, storeSettingsSchema} from '@holdfast/catalogue';
import {parseTransactionValue} from '@holdfast/domain';
import {expect, test} from 'vitest';
import {cashOffers} from './cash-offers.ts';
import {makeTransaction, zonedDateTime} from './make-transaction.ts';
import {addItem, beginSale, openSaleSchema, setQuantity, voidLine} from './open-sale.ts';
import {totalsOf} from './sale-totals.ts';
import {parseTypedLine} from './typed-line.ts';

const settings = storeSettingsSchema.parse({
  name: 'Shop',
  currency: 'CNY',
  tax_group: [
    {id: 'A', percent: '13', included: true},
    {id: 'X', percent: '7.75', included: false},
  ],
});
const item = (code: string, priceMinor: number, more: Partial<Item> = {}): Item => ({
  ...{code, names: {en: code, 'zh-CN': code}, priceMinor, taxGroup: 'A', weighed: false},
  ...more,
});
const milk = item('milk', 1290);
const apples = item('apples', 1160, {weighed: true});
const toy = item('toy', 999, {taxGroup: 'X'});
const empty = beginSale({saleId: 's1', beganAt: zonedDateTime(0)});

test('the same item joins its line wherever that stands, and what is weighed stands alone', () => {
  let sale = addItem(addItem(empty, milk), milk);
  expect(sale.lines.map(({quantity}) => quantity)).toEqual(['2']);
  sale = addItem(addItem(sale, apples, {quantityText: '0.356'}), apples, {quantityText: '0.5'});
  sale = addItem(sale, milk, {quantityText: '3'});
  expect(sale.lines.map(({code, quantity}) => `${quantity} ${code}`)).toEqual([
    '5 milk',
    '0.356 apples',
    '0.5 apples',
  ]);
});

test('a quantity that no till sells changes nothing', () => {
  const sale = addItem(empty, milk);
  for (const quantityText of ['0', '', '-1', '1.5', '10000', 'x', '1e3']) {
    expect(addItem(empty, milk, {quantityText}).lines).toEqual([]);
    expect(setQuantity(sale, {lineNumber: 1, quantityText})).toEqual(sale);
  }
  expect(addItem(empty, apples, {quantityText: '0.3567'}).lines).toEqual([]);
});

test('a voided line counts nowhere and stays in the transaction, marked', () => {
  const sale = voidLine(addItem(addItem(empty, milk), toy), 1);
  expect(totalsOf(sale, settings).dueMinor).toBe(999 + 77);
  const end = {settings, operatorId: 'ana', endedAt: zonedDateTime(60_000), cashMinor: 2_000};
  const transaction = parseTransactionValue(makeTransaction(sale, end));
  if (!transaction.ok || transaction.value.kind !== 'RetailTransaction')
    throw new Error('it is a retail transaction');
  expect(transaction.value.lineItems.map(line => [line.kind, line.voidFlag ?? false])).toEqual([
    ['Sale', true],
    ['Sale', false],
    ['Tax', false],
    ['Tender', false],
    ['TenderChange', false],
  ]);
});

test('every sale that is paid ties, whatever its taxes, weights and change', () => {
  for (let seed = 1; seed <= 200; seed++) {
    let sale = empty;
    for (let line = 0; line < 1 + (seed % 7); line++) {
      const some = [milk, apples, toy, item(`i${line}`, (seed * 37 * (line + 1)) % 10_000)];
      const next = some[(seed + line) % some.length] ?? milk;
      const quantityText = next.weighed ? `${seed % 9}.${(seed % 900) + 100}` : '2';
      sale = addItem(sale, next, {quantityText});
    }
    const {dueMinor} = totalsOf(sale, settings);
    const end = {settings, operatorId: 'ana', endedAt: zonedDateTime(seed), cashMinor: dueMinor};
    expect(parseTransactionValue(makeTransaction(sale, end))).toMatchObject({ok: true});
    const more = {...end, cashMinor: dueMinor + seed};
    expect(parseTransactionValue(makeTransaction(sale, more))).toMatchObject({ok: true});
  }
});

test('tax in a price is taken out of it, tax on a price is put on top, once a group', () => {
  const sale = addItem(addItem(empty, milk, {quantityText: '2'}), toy);
  expect(totalsOf(sale, settings)).toMatchObject({
    dueMinor: 2_580 + 999 + 77,
    taxMinor: 297 + 77,
    addedMinor: 77,
    taxes: [
      {taxableMinor: 2_283, taxMinor: 297},
      {taxableMinor: 999, taxMinor: 77},
    ],
  });
});

test('a weight is multiplied exactly and rounded once', () => {
  const sale = addItem(empty, apples, {quantityText: '0.356'});
  expect(totalsOf(sale, settings).lines[0]?.netMinor).toBe(413); // 4.1296
});

test('a sale that was kept is the same sale', () => {
  const sale = voidLine(addItem(addItem(empty, milk), apples, {quantityText: '1.2'}), 1);
  expect(openSaleSchema.parse(JSON.parse(JSON.stringify(sale)))).toEqual(sale);
});

test('what people hand over is offered, the exact amount is not among it', () => {
  expect(cashOffers(4_160, settings.currency)).toEqual([4_500, 5_000, 6_000, 10_000]);
  expect(cashOffers(5_000, settings.currency)).toEqual([6_000, 10_000]);
});

test('a star says how many', () => {
  expect(parseTypedLine('3*4011')).toEqual({text: '4011', quantityText: '3'});
  expect(parseTypedLine(' 0,356 × apples')).toEqual({text: 'apples', quantityText: '0,356'});
  expect(parseTypedLine('6901000001018')).toEqual({text: '6901000001018', quantityText: '1'});
  expect(parseTypedLine('2 x')).toEqual({text: '', quantityText: '2'});
});
