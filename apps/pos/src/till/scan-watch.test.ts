import {expect, test} from 'vitest';
import {ScanWatch} from './scan-watch.ts';

function typed(text: string, gapMs: number, end = 'Enter'): string | undefined {
  const watch = new ScanWatch();
  let atMs = 1_000;
  for (const letter of text) {
    expect(watch.key(letter, atMs)).toBeUndefined();
    atMs += gapMs;
  }
  return watch.key(end, atMs);
}

test('a scanner is known by its speed, with Enter or Tab at the end', () => {
  expect(typed('6901000001018', 8)).toBe('6901000001018');
  expect(typed('6901000001018', 30, 'Tab')).toBe('6901000001018');
});

test('fingers are no scanner, nor are a few letters', () => {
  expect(typed('6901000001018', 80)).toBeUndefined();
  expect(typed('12345', 5)).toBeUndefined();
});

test('what was typed before a pause is no part of the scan', () => {
  const watch = new ScanWatch();
  watch.key('5', 0);
  for (const [at, letter] of [...'4006381333931'].entries()) watch.key(letter, 2_000 + 10 * at);
  expect(watch.key('Enter', 2_130)).toBe('4006381333931');
});

test('keys that write nothing do not break a scan', () => {
  const watch = new ScanWatch();
  for (const [at, letter] of [...'ABC-123'].entries()) {
    watch.key('Shift', 10 * at);
    watch.key(letter, 10 * at + 5);
  }
  expect(watch.key('Enter', 70)).toBe('ABC-123');
});
