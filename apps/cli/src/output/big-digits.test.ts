import {expect, test} from 'vitest';
import {bigDigits} from './big-digits.ts';

test('every digit is drawn, and no two alike', () => {
  const drawn = Array.from({length: 10}, (_, digit) => bigDigits(String(digit)).join('\n'));
  expect(new Set(drawn).size).toBe(10);
});

test('a code fits a terminal of eighty columns, in two halves', () => {
  const lines = bigDigits('1234 5678');
  expect(lines).toHaveLength(5);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
  expect(bigDigits('1 1')[4]).toBe('██████      ██████');
});
