import {storeSettingsSchema} from '@holdfast/catalogue';
import {parseTransactionValue} from '@holdfast/domain';
import {expect, test} from 'vitest';
import {makeTransaction, zonedDateTime} from './make-transaction.ts';
import {addItem, beginSale, setQuantity} from './open-sale.ts';
import {findLabelled} from './read-label.ts';
import {totalsOf} from './sale-totals.ts';

const settings = storeSettingsSchema.parse({
  ...{name: 'Shop', currency: 'CNY', tax_group: [{id: 'A', percent: '13', included: true}]},
  price_barcode: [{pattern: '20IIIIIPPPPPC'}, {pattern: '21IIIIIWWWWWC'}],
});
const item = (code: string, weighed: boolean) => ({
  ...{code, names: {en: code}, priceMinor: 1_299, taxGroup: 'A', weighed},
});
const items = [item('4011', true), item('00077', false)];
const byCode = (code: string) => items.find(one => one.code === code);
const find = (code: string) => findLabelled(code, {settings, byCode});
const begun = beginSale({saleId: 's', beganAt: zonedDateTime(0)});

/** With the check digit of GS1 §7.9, counted from the left. */
function labelled(digits: string): string {
  const sum = [...digits].reduce((total, digit, at) => total + Number(digit) * (at % 2 ? 3 : 1), 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

test('a weighed item on a price label costs what the label says, and ties with its weight', () => {
  for (let priceMinor = 1; priceMinor < 100_000; priceMinor += 997) {
    const found = find(labelled(`2004011${String(priceMinor).padStart(5, '0')}`));
    if (found?.kind !== 'item') throw new Error(`it is an item: ${found?.kind}`);
    const sale = addItem(begun, found.item, {label: found.label});
    expect(totalsOf(sale, settings).dueMinor).toBe(priceMinor);
    const end = {settings, operatorId: 'ana', endedAt: zonedDateTime(1), cashMinor: priceMinor};
    expect(parseTransactionValue(makeTransaction(sale, end))).toMatchObject({ok: true});
  }
});

test('a labelled piece has the label’s price, and every label is a line of its own', () => {
  const found = find(labelled('200007700999'));
  if (found?.kind !== 'item') throw new Error('it is an item');
  const once = addItem(begun, found.item, {label: found.label});
  const twice = addItem(once, found.item, {label: found.label});
  expect(twice.lines.map(({quantity, priceMinor}) => [quantity, priceMinor])).toEqual([
    ['1', 999],
    ['1', 999],
  ]);
  expect(setQuantity(twice, {lineNumber: 1, quantityText: '5'})).toEqual(twice);
});

test('a weight label weighs its item, and what is sold by the piece has no weight', () => {
  expect(find(labelled('210401100356'))).toMatchObject({kind: 'weight', quantityText: '0.356'});
  expect(find(labelled('210007700356'))).toEqual({kind: 'notByWeight'});
});

test('a misread label, one of an item that is not sold here, and no label at all are told apart', () => {
  const good = labelled('200401100462');
  const wrong = `${good.slice(0, 12)}${(Number(good[12]) + 1) % 10}`;
  expect(find(wrong)).toEqual({kind: 'wrongCheckDigit'});
  expect(find(labelled('200999900462'))).toEqual({kind: 'unknownItem', code: '9999'});
  expect(find('6901000001018')).toBeUndefined();
});
