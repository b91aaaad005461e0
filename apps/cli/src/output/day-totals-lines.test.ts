import {dayTotalsSchema} from '@holdfast/hub/client';
import {expect, test} from 'vitest';
import {dayTotalsLines} from './day-totals-lines.ts';
import {painter} from './style.ts';

const day = (totals: readonly object[], countedPosition = 9) =>
  dayTotalsSchema.parse({businessDayDate: '2026-03-14', totals, countedPosition, position: 9});
const till = (workstationId: string, amountMinor: number, currencyCode = 'EUR') => ({
  workstationId,
  currencyCode,
  transactions: 3,
  amountMinor,
});

test('the store is the sum of its tills, in each currency by itself', () => {
  const totals = [till('W01', 123_456), till('W01', 500, 'JPY'), till('W02', -56)];
  expect(dayTotalsLines(day(totals), painter(false))).toEqual([
    'TILL   TRANSACTIONS    AMOUNT',
    'W01               3  1,234.56  EUR',
    'W01               3       500  JPY',
    'W02               3     -0.56  EUR',
    'store             6  1,234.00  EUR',
    'store             3       500  JPY',
  ]);
});

test('what is not counted yet is said', () => {
  expect(dayTotalsLines(day([], 7), painter(false))).toEqual([
    'No sales of 2026-03-14 on this hub.',
    'The newest 2 entries are not counted yet.',
  ]);
});
