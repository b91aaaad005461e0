import {nodeDigest} from '@holdfast/platform-node';
import {expect, test} from 'vitest';
import {parseRecoveryPhrase, RECOVERY_SECRET_BYTES, recoveryPhrase} from './index.ts';

const secret = Uint8Array.from({length: RECOVERY_SECRET_BYTES}, (_, at) => at * 16 + 7);
const words = recoveryPhrase(nodeDigest, secret);
const read = (text: string) => parseRecoveryPhrase(nodeDigest, text);
const reason = (text: string) => {
  const result = read(text);
  return result.ok ? 'ok' : `${result.issue.field}: ${result.issue.reason}`;
};
const withWord = (at: number, word: string) => words.with(at, word).join(' ');

test('sixteen words give the secret back, however they were typed', () => {
  expect(words).toHaveLength(16);
  for (const text of [
    words.join(' '),
    words.join(',\n').toUpperCase(),
    words.map((word, at) => `${at + 1}. ${word}`).join('  '),
    words.map(word => word.slice(0, 4)).join(' '),
  ]) {
    expect(read(text)).toEqual({ok: true, value: secret});
  }
});

test('a flipped bit anywhere in a sheet is found by the checksum', () => {
  // One in each byte, at each place in it: every wrong word costs a search through the list.
  for (let bit = 0; bit < RECOVERY_SECRET_BYTES * 8; bit += 9) {
    const changed = Uint8Array.from(secret);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    const other = recoveryPhrase(nodeDigest, changed);
    const at = other.findIndex((word, at) => word !== words[at]);
    // The one word that holds the bit, among the words of the sheet that was printed.
    const result = read(withWord(at, other[at] ?? ''));
    expect(result.ok).toBe(false);
  }
});

test.each([0, 7, 15])('one wrong word is named by its place (%i)', at => {
  const other = words[at] === 'zebra' ? 'zero' : 'zebra';
  expect(reason(withWord(at, other))).toBe(`word ${at + 1}: does not fit the others`);
});

test('a word that is on no list is named by its place', () => {
  expect(reason(withWord(2, 'holdfast'))).toBe('word 3: is not a word of the list');
});

test('two words that changed places, and words of another sheet, are refused', () => {
  const [first = '', second = '', ...rest] = words;
  expect(first).not.toBe(second);
  expect(reason([second, first, ...rest].join(' '))).toContain('do not belong together');
  const other = recoveryPhrase(
    nodeDigest,
    secret.map(byte => byte ^ 0xff),
  );
  expect(reason([...words.slice(0, 8), ...other.slice(8)].join(' '))).toContain('do not belong');
});

test.each([
  ['', 0],
  ['one two', 2],
  [`${words.join(' ')} zoo`, 17],
])('“%s” is not sixteen words', (text, count) => {
  expect(reason(text)).toBe(`: must be 16 words; these are ${count}`);
});
