import {expect, test} from 'vitest';
import {amountText} from './amount-text.ts';
import {bytesText, countText, plural} from './quantity-text.ts';
import {durationText} from './time-text.ts';

test.each([
  [0, '0'],
  [999, '999'],
  [1_204, '1,204'],
  [1_000_000, '1,000,000'],
])('%i reads %s', (count, text) => {
  expect(countText(count)).toBe(text);
});

test('one is not many', () => {
  expect([plural(1, 'entry', 'entries'), plural(0, 'till'), plural(2_000, 'till')]).toEqual([
    '1 entry',
    '0 tills',
    '2,000 tills',
  ]);
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.0 kB'],
  [43_946, '43.9 kB'],
  [999_499, '999 kB'],
  [999_500, '1.0 MB'],
  [2_000_000_000, '2.0 GB'],
])('%i bytes read %s', (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});

test.each([
  [340, '340 ms'],
  [59_999, '59 s'],
  [12 * 60_000, '12 min'],
  [190 * 60_000, '3 h 10 min'],
  [180 * 60_000, '3 h'],
  [52 * 3_600_000, '2 d 4 h'],
])('%i ms read %s', (durationMs, text) => {
  expect(durationText(durationMs)).toBe(text);
});

test.each([
  [-3_932_346, 'GBP', '-39,323.46'],
  [1_234_567, 'JPY', '1,234,567'],
  [5, 'BHD', '0.005'],
  [1_234, 'no currency', '1234'],
])('%i of %s reads %s', (amountMinor, currency, text) => {
  expect(amountText(amountMinor, currency)).toBe(text);
});
