import {expect, test} from 'vitest';
import {readLabel} from './price-barcode.ts';
import {storeSettingsSchema} from './store-settings.ts';

const scheme = (pattern: string) => ({pattern: pattern.replaceAll(' ', '')});
const SCHEMES = [scheme('20 IIIII PPPPP C'), scheme('21 IIIII WWWWW C'), scheme('28IIIIXPPPPPC')];

test('a price in a label is read in minor units, a weight in grams', () => {
  expect(readLabel('2004011004628', SCHEMES)).toEqual({
    kind: 'price',
    codes: ['04011', '4011'],
    priceMinor: 462,
  });
  expect(readLabel('2104011003567', SCHEMES)).toEqual({
    kind: 'weight',
    codes: ['04011', '4011'],
    quantity: '0.356',
  });
  expect(readLabel('2812349004629', SCHEMES)).toMatchObject({kind: 'price', codes: ['1234']});
});

test('a wrong check digit is no other item: every single wrong digit is seen', () => {
  const good = '2004011004628';
  for (let at = 2; at < good.length; at++) {
    const digit = (Number(good[at]) + 1) % 10;
    const wrong = `${good.slice(0, at)}${digit}${good.slice(at + 1)}`;
    expect(readLabel(wrong, SCHEMES)).toEqual({kind: 'wrongCheckDigit'});
  }
});

test('a label for nothing is said to be one, and other codes are none', () => {
  expect(readLabel('2004011000002', SCHEMES)).toEqual({kind: 'nothing'});
  for (const code of ['6901000001018', '200401100462', '2204011004620', '4011', '']) {
    expect(readLabel(code, SCHEMES)).toBeUndefined();
  }
});

const SETTINGS = {
  name: 'Shop',
  currency: 'CHF',
  tax_group: [{id: 'A', percent: '8.1', included: true}],
};

test.each([
  ['30IIIIIPPPPPC', 'must be 13 letters'],
  ['20IIIIIPPPPP', 'must be 13 letters'],
  ['20PPPPPIIIIIC', 'must be 13 letters'],
  ['20IIIIIPPWWWC', 'must be 13 letters'],
])('the pattern %s is refused by its place', (pattern, reason) => {
  const read = storeSettingsSchema.safeParse({...SETTINGS, price_barcode: [{pattern}]});
  expect(read.error?.issues[0]?.path).toEqual(['price_barcode', 0, 'pattern']);
  expect(read.error?.issues[0]?.message).toContain(reason);
});
