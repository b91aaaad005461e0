import {formatDecimal} from '@holdfast/domain';
import {expect, test} from 'vitest';
import {unitPriceOf} from './unit-price.ts';

test.each([
  [1000n, 4n, '2.5'],
  [1000n, 3n, '3.333333'],
  [2000n, 3n, '6.666667'],
  [-1000n, -4n, '2.5'],
  [-1000n, 3n, '-3.333333'],
  [1000n, 0n, '0'],
])('a line of %i cents over %i pieces is %s each', (cents, pieces, price) => {
  const unitPrice = unitPriceOf({units: cents, scale: 2}, {units: pieces, scale: 0});
  expect(formatDecimal(unitPrice)).toBe(price);
});
