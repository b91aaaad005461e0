import fc from 'fast-check';
import {expect, test} from 'vitest';
import {currencyCodeSchema} from './currency.ts';
import {allocate, formatAmount, parseAmount, roundCash} from './money.ts';

const currency = (code: string) => currencyCodeSchema.parse(code);

test.each([
  ['12.5', 'EUR', 1250],
  ['-0.01', 'EUR', -1],
  ['12.500', 'EUR', 1250],
  ['1250', 'JPY', 1250],
  ['1.234', 'KWD', 1234],
  ['90071992547409.91', 'EUR', Number.MAX_SAFE_INTEGER],
])('%s %s is %i minor units', (text, code, amountMinor) =>
  expect(parseAmount(text, currency(code))).toEqual({ok: true, value: amountMinor}),
);

test.each([
  ['12.345', 'EUR', 'has more than the 2 decimals of EUR'],
  ['0.5', 'JPY', 'has more than the 0 decimals of JPY'],
  ['90071992547409.92', 'EUR', 'is larger than can be counted exactly'],
  ['12,50', 'EUR', 'must be a decimal number such as -12.50'],
])('%s %s is refused: %s', (text, code, reason) =>
  expect(parseAmount(text, currency(code))).toEqual({ok: false, issue: {field: '', reason}}),
);

test('an amount is read back as it was written, in every currency', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.constantFrom('EUR', 'JPY', 'KWD'), (amount, code) => {
      const value = amount + 0;
      expect(parseAmount(formatAmount(value, currency(code)), currency(code))).toEqual({
        ok: true,
        value,
      });
    }),
    {numRuns: 200},
  );
});

test('the parts of an allocation add up to the whole, and each is within a unit of its share', () => {
  fc.assert(
    fc.property(
      fc.integer({min: -1_000_000_000, max: 1_000_000_000}),
      fc.array(fc.nat(1000), {minLength: 1, maxLength: 20}).filter(all => all.some(Boolean)),
      (whole, weights) => {
        const parts = allocate(whole, weights);
        const sum = weights.reduce((total, weight) => total + weight, 0);
        expect(parts.reduce((total, part) => total + part, 0)).toBe(whole);
        for (const [at, part] of parts.entries()) {
          expect(Math.abs(part - (whole * (weights[at] ?? 0)) / sum)).toBeLessThanOrEqual(1);
          if (weights[at] === 0) expect(part).toBe(0);
        }
      },
    ),
    {numRuns: 300},
  );
});

test('leftover units go to the earliest parts that carry weight', () => {
  expect(allocate(100, [1, 1, 1])).toEqual([34, 33, 33]);
  expect(allocate(-100, [1, 1, 1])).toEqual([-34, -33, -33]);
  expect(allocate(1, [0, 5, 5])).toEqual([0, 1, 0]);
});

test('an allocation without weight, or with a negative one, is our mistake', () => {
  expect(() => allocate(1, [0, 0])).toThrow('some part carries weight');
  expect(() => allocate(1, [])).toThrow('some part carries weight');
  expect(() => allocate(1, [2, -1])).toThrow('none negative');
});

test.each([
  [1232, 5, 1230, -2],
  [1233, 5, 1235, 2],
  [1225, 10, 1230, 5],
  [-1225, 10, -1230, -5],
  [-1, 5, 0, 1],
  [1230, 5, 1230, 0],
])(
  '%i paid in coins of %i is %i, a difference of %i',
  (amountMinor, stepMinor, roundedMinor, differenceMinor) =>
    expect(roundCash({amountMinor, stepMinor})).toEqual({roundedMinor, differenceMinor}),
);
