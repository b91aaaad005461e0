import {parseValue} from '@holdfast/domain';
import {expect, test} from 'vitest';
import {percentMaxOf} from './discount-policy.ts';
import {cashStepMinor, storeSettingsSchema} from './store-settings.ts';

const LEAST = {
  name: 'Shop',
  currency: 'CHF',
  tax_group: [{id: 'A', percent: '8.1', included: true}],
};
const CARD = {id: 'card', kind: 'manual', name: 'Card'};

test('a store that says nothing of it takes cash to the last cent, and asks above ten percent', () => {
  const settings = storeSettingsSchema.parse(LEAST);
  expect(settings).toMatchObject({tenders: [{id: 'cash'}], price_barcode: []});
  expect(cashStepMinor(settings)).toBe(1);
  expect(percentMaxOf('cashier', settings.discount)).toBe(10);
  expect(percentMaxOf('manager', settings.discount)).toBe(100);
  expect(settings.keys.pay).toBe('F12');
});

test.each([
  [{tenders: [CARD, {...CARD, id: 'b', key: 'F12'}]}, 'keys', 'gives one key to two things'],
  [{keys: {pay: 'p'}}, 'keys.pay', 'must be F1 to F12, or such as Ctrl+K'],
  [{cash_rounding: '0.005'}, 'cash_rounding', 'must be above zero, with no more decimals'],
  [{cash_rounding: '0'}, 'cash_rounding', 'must be above zero'],
  [{cash_rounding: 5}, 'cash_rounding', 'must be'],
  [{discount: {cashier_percent_max: 101}}, 'discount.cashier_percent_max', 'must be at most 100'],
  [
    {price_barcode: [{pattern: '20IIIIIPPPPPC'}, {pattern: '200IIIIPPPPPC'}]},
    'price_barcode',
    'has two patterns that begin with the same digits',
  ],
])('%j is refused by its field', (more, field, reason) => {
  const read = parseValue(storeSettingsSchema, {...LEAST, ...more});
  expect(read).toMatchObject({ok: false, issue: {field}});
  expect(read.ok ? '' : read.issue.reason).toContain(reason);
});

test('the smallest coin is known in minor units', () => {
  const settings = storeSettingsSchema.parse({...LEAST, cash_rounding: '0.05'});
  expect(cashStepMinor(settings)).toBe(5);
});
