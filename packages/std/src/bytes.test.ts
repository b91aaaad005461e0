import {expect, test} from 'vitest';
import {equalBytes, fromBase64Url, toBase64Url} from './bytes.ts';

test('every byte comes back from base64url, at every length', () => {
  for (let length = 0; length < 70; length += 1) {
    const bytes = Uint8Array.from({length}, (_, at) => (at * 37 + length * 101) & 0xff);
    const text = toBase64Url(bytes);
    expect(text).toBe(Buffer.from(bytes).toString('base64url'));
    expect(fromBase64Url(text)).toEqual(bytes);
  }
});

test.each([
  ['padding', 'AA=='],
  ['a letter of the other alphabet', 'A+/A'],
  ['a letter beyond ASCII', 'AAä'],
  ['a letter far beyond ASCII', 'AA\u{1f600}'],
  ['a blank', 'AA A'],
  ['spare bits that are not zero', 'AB'],
  ['a single letter left over', 'AAAAA'],
])('text with %s is no base64url', (_, text) => {
  expect(fromBase64Url(text)).toBeUndefined();
});

test('bytes are equal when each of them is', () => {
  const bytes = Uint8Array.of(1, 2, 3);
  expect(equalBytes(bytes, Uint8Array.of(1, 2, 3))).toBe(true);
  expect(equalBytes(bytes, Uint8Array.of(1, 2, 4))).toBe(false);
  expect(equalBytes(bytes, Uint8Array.of(1, 2))).toBe(false);
});
