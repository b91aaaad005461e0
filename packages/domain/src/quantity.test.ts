import {expect, test} from 'vitest';
import {currencyCodeSchema} from './currency.ts';
import {extendedAmountMinor, isExtension, quantitySchema, unitPriceSchema} from './quantity.ts';

const EUR = currencyCodeSchema.parse('EUR');
const priced = (quantity: string, price: string) => ({
  quantity: quantitySchema.parse(quantity),
  regularSalesUnitPrice: unitPriceSchema.parse(price),
});

test.each(['0', '0.000', '-1', '01', '1.', '1.2345678', '1234567890', '1e3', ' 1', ''])(
  '%j is no quantity',
  text => expect(quantitySchema.safeParse(text).success).toBe(false),
);

test.each(['-0.01', '1.2345678', '', '1,5'])('%j is no unit price', text =>
  expect(unitPriceSchema.safeParse(text).success).toBe(false),
);

test.each([
  ['3', '2.55', 765],
  ['0.356', '12.99', 462],
  ['0.5', '0.01', 1],
  ['41.37', '1.459', 6036],
  ['1', '0', 0],
])('%s at %s comes to %i', (quantity, price, amount) =>
  expect(extendedAmountMinor(priced(quantity, price), EUR)).toBe(amount),
);

test('an extension beyond the safe integers is not an amount', () => {
  expect(extendedAmountMinor(priced('999999999', '999999999999'), EUR)).toBeUndefined();
});

test.each([
  ['counted goods tie to the cent', '3', '2.55', 765, true],
  ['a cent too many does not', '3', '2.55', 766, false],
  ['a cent too few does not', '3', '2.55', 764, false],
  ['half a cent may go up', '3', '0.335', 101, true],
  ['half a cent may go down', '3', '0.335', 100, true],
  ['a whole cent may not', '3', '0.335', 102, false],
  ['a weight stands for what rounds to it', '0.042', '199.00', 845, true],
  ['but not for more than that', '0.042', '199.00', 847, false],
])('%s', (_promise, quantity, price, amount, ties) =>
  expect(isExtension({...priced(quantity, price), extendedAmountMinor: amount}, EUR)).toBe(ties),
);

test.each(['EUR', 'JPY', 'KWD'])(
  'counted goods in %s tie to their exact product and to nothing beside it',
  code => {
    const currency = currencyCodeSchema.parse(code);
    for (const quantity of ['1', '7', '48', '1000', '999999999']) {
      for (const price of ['0', '0.5', '2.55', '0.1', '1.234', '12345.67', '999999999999', '3']) {
        const line = priced(quantity, price);
        const exact = extendedAmountMinor(line, currency);
        if (exact === undefined) continue;
        const ties = (amount: number) =>
          isExtension({...line, extendedAmountMinor: amount}, currency);
        expect([quantity, price, ties(exact)]).toEqual([quantity, price, true]);
        expect([quantity, price, ties(exact + 2), ties(exact - 2)]).toEqual([
          quantity,
          price,
          false,
          false,
        ]);
      }
    }
  },
);
