import fc from 'fast-check';
import {expect, test} from 'vitest';
import {
  addDecimals,
  decimalFrom,
  equalDecimals,
  formatDecimal,
  multiplyDecimals,
  negateDecimal,
  roundDecimal,
  ZERO_DECIMAL,
} from './decimal.ts';

const read = (text: string) => decimalFrom(text) ?? expect.unreachable(text);

test.each(['1e3', '+1', ' 1', '1.', '.5', '1,5', '', '-', '0x10', 'NaN', '١'])(
  '%j is not a decimal',
  text => expect(decimalFrom(text)).toBeUndefined(),
);

test.each([
  ['2.5', 0, '3'],
  ['-2.5', 0, '-3'],
  ['2.4999', 0, '2'],
  ['0.125', 2, '0.13'],
  ['-0.004', 2, '0.00'],
  ['7', 3, '7.000'],
])('%s rounded to %i decimals is %s', (text, scale, rounded) =>
  expect(formatDecimal(roundDecimal(read(text), scale))).toBe(rounded),
);

test('a decimal is written as it was read', () => {
  fc.assert(
    fc.property(fc.bigInt({min: -(10n ** 29n), max: 10n ** 29n}), fc.nat(12), (units, scale) => {
      expect(decimalFrom(formatDecimal({units, scale}))).toEqual({units, scale});
    }),
    {numRuns: 200},
  );
});

test('sums and products are exact where floating point is not', () => {
  expect(formatDecimal(addDecimals(read('0.1'), read('0.2')))).toBe('0.3');
  expect(formatDecimal(multiplyDecimals(read('1.1'), read('1.1')))).toBe('1.21');
  expect(equalDecimals(read('2.50'), read('2.5'))).toBe(true);
  expect(equalDecimals(read('2.50'), read('2.51'))).toBe(false);
  expect(equalDecimals(addDecimals(read('9.99'), negateDecimal(read('9.990'))), ZERO_DECIMAL)).toBe(
    true,
  );
});
