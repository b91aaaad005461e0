import {expect, test} from 'vitest';
import {LANGUAGES, languageFor} from './language.ts';
import {messagesIn} from './languages.ts';
import type {Messages} from './messages.ts';
import {pseudoMessages} from './pseudo.ts';

/** Enough for every message that takes something. */
const VALUES = {
  ...{amount: '¥1', code: 'x/y', count: 2, done: 1, total: 3, name: 'Ana', percent: '13'},
  ...{receipt: 'W01-ABC-000001', till: 'W02', time: '12:04', quantity: '3', what: 'Deed'},
};
const said = (messages: Messages) =>
  Object.entries(messages).map(([key, message]): [string, string] => [
    key,
    typeof message === 'string' ? message : Reflect.apply(message, undefined, [VALUES]),
  ]);

test.each(LANGUAGES)('%s says everything, and puts in what it was given', language => {
  for (const [key, text] of said(messagesIn(language))) {
    expect(text.trim(), key).not.toBe('');
    expect(text, key).not.toMatch(/undefined|\[object|\$\{/);
  }
});

test('what English puts in, Chinese puts in too', () => {
  const inserted = (text: string) =>
    Object.values(VALUES)
      .map(String)
      .filter(value => value.length > 1 && text.includes(value));
  const chinese = new Map(said(messagesIn('zh-CN')));
  for (const [key, text] of said(messagesIn('en'))) {
    expect(inserted(chinese.get(key) ?? ''), key).toEqual(inserted(text));
  }
});

test('Chinese is Chinese, but for names and what is typed at the hub', () => {
  const plain = said(messagesIn('zh-CN')).filter(
    ([key, text]) => key !== 'otherLanguage' && !/\p{Script=Han}/u.test(text),
  );
  expect(plain).toEqual([]);
});

test('one sale is one sale', () => {
  expect(messagesIn('en').unsentOpen({count: 1})).toMatch(/^1 sale /);
  expect(messagesIn('en').unsentOpen({count: 2})).toMatch(/^2 sales /);
});

test('the pseudo-locale marks the end of every text, and is longer', () => {
  const english = new Map(said(messagesIn('en')));
  for (const [key, text] of said(pseudoMessages())) {
    expect(text, key).toMatch(/^⟦.*⟧$/s);
    expect(text.length, key).toBeGreaterThan((english.get(key) ?? '').length);
  }
});

test('a browser gets the first of its languages that we speak', () => {
  expect(languageFor(['de-DE', 'zh-TW', 'en'])).toBe('zh-CN');
  expect(languageFor(['fr', 'en-GB'])).toBe('en');
  expect(languageFor([])).toBe('en');
});
