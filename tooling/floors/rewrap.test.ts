import {expect, test} from 'vitest';
import {rewrapComments} from './rewrap.ts';

const rewrap = (text: string) => rewrapComments('a.ts', text, 40);

test('a paragraph that is too wide is filled, and its neighbours stay', () => {
  const text = `
/**
 * Short, and it
 * stays.
 *
 * This line is wider than forty columns and goes
 * on here.
 *
 * Stays.
 */
f();`;
  expect(rewrap(text)).toBe(`
/**
 * Short, and it
 * stays.
 *
 * This line is wider than forty columns
 * and goes on here.
 *
 * Stays.
 */
f();`);
});

test('a wide comment of one line becomes a block, at its indentation', () => {
  const text = `class A {
  /** Promises more than forty columns can say. */
  f() {}
}`;
  expect(rewrap(text)).toBe(`class A {
  /**
   * Promises more than forty columns
   * can say.
   */
  f() {}
}`);
});

test('line comments are filled together, and those elsewhere left alone', () => {
  const text = `// Why this is so takes more than forty columns
// to say.
f();
// Short.`;
  expect(rewrap(text)).toBe(`// Why this is so takes more than forty
// columns to say.
f();
// Short.`);
});

test('list items and tags keep their own lines', () => {
  const text = `/**
 * - one item that is wider than forty columns
 * - another
 * @param name what it is called, at some length
 */`;
  expect(rewrap(text)).toBe(`/**
 * - one item that is wider than forty
 *   columns
 * - another
 * @param name what it is called, at
 * some length
 */`);
});

test('a line that was broken on purpose begins a paragraph', () => {
  const text = `// This line is wider than forty columns and
// goes on.
// warn: one.
// error: the other.`;
  expect(rewrap(text)).toBe(`// This line is wider than forty columns
// and goes on.
// warn: one.
// error: the other.`);
});

test.each([
  ['a drawing', '/**\n *   probing ──delivered──► healthy ──failed──► suspect\n */'],
  ['a table', '/**\n * | state | means | and what a person may do next |\n */'],
  [
    'an example',
    '/**\n * ```ts\n * submit(transaction, {submissionId: "order-17/1"});\n * ```\n */',
  ],
  ['a comment behind code', 'const waitMs = 1000; // longer than a till takes to wake'],
  ['a string', "const text = '// this is no comment but a string, and it is wide';"],
  ['a template', 'const text = `\n// this is no comment but a template, and it is wide\n`;'],
  ['one long word', '// https://example.com/a/very/long/address/indeed'],
])('%s stays as it is', (_what, text) => {
  expect(rewrap(text)).toBe(text);
});

test('rewrapping twice changes nothing more', () => {
  const text = `/** Promises more than forty columns can say, and then some more. */\nf();`;
  expect(rewrap(rewrap(text))).toBe(rewrap(text));
});
