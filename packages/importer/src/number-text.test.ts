import {formatDecimal} from '@holdfast/domain';
import {expect, test} from 'vitest';
import {type DecimalSeparator, readNumber, shortest} from './number-text.ts';

test.each<[string, DecimalSeparator, string]>([
  ['2.55', '.', '2.55'],
  ['-3', '.', '-3'],
  ['1,234.50', '.', '1234.50'],
  ['1 234 567', '.', '1234567'],
  ["1'234.50", '.', '1234.50'],
  ['.5', '.', '0.5'],
  ['5.', '.', '5'],
  ['£2.55', '.', '2.55'],
  ['-$ 2.55', '.', '-2.55'],
  ['2,55 €', ',', '2.55'],
  ['1.234,50', ',', '1234.50'],
  ['1234,5', ',', '1234.5'],
  ['(12.00)', '.', '-12.00'],
  ['\u221212', '.', '-12'],
  [' 007 ', '.', '7'],
])('%j with a decimal %j is %s', (text, separator, number) => {
  const decimal = readNumber(text, separator);
  expect(decimal && formatDecimal(decimal)).toBe(number);
});

test.each<[string, DecimalSeparator]>([
  ['', '.'],
  ['-', '.'],
  ['.', '.'],
  ['2,55', '.'],
  ['2.55', ','],
  ['1,23,456.0', '.'],
  ['1.2.3', '.'],
  ['1e3', '.'],
  ['12 pcs', '.'],
  ['NaN', '.'],
  ['--1', '.'],
])('%j with a decimal %j is no number', (text, separator) => {
  expect(readNumber(text, separator)).toBeUndefined();
});

test('zeros at the end go, the value stays', () => {
  expect(shortest({units: 1600n, scale: 2})).toEqual({units: 16n, scale: 0});
  expect(shortest({units: -1650n, scale: 3})).toEqual({units: -165n, scale: 2});
  expect(shortest({units: 0n, scale: 4})).toEqual({units: 0n, scale: 0});
});
