import {expect, test} from 'vitest';
import {LANGUAGES} from '../language.ts';
import type {ConsoleMessages} from './console-message-types.ts';
import {consoleMessagesIn} from './console-messages.ts';
import {ISSUES_EN} from './en-issues.ts';
import {issueWordsIn} from './issue-words.ts';
import {ISSUES_ZH_CN} from './zh-cn-issues.ts';

/** Enough for every message that takes something. */
const VALUES = {
  ...{amount: '¥1', code: 'x/y', count: 2, done: 1, total: 3, name: 'Ana', time: '12:04'},
  ...{in: '3 kB', out: '4 kB', used: '1 GB', budget: '2 GB', added: 4, changed: 5, removed: 6},
  reason: 'must be text',
};
const said = (messages: ConsoleMessages) =>
  Object.entries(messages).map(([key, message]): [string, string] => [
    key,
    typeof message === 'string' ? message : Reflect.apply(message, undefined, [VALUES]),
  ]);

test.each(LANGUAGES)(
  'in %s the console says everything, and puts in what it was given',
  language => {
    for (const [key, text] of said(consoleMessagesIn(language))) {
      expect(text.trim(), key).not.toBe('');
      expect(text, key).not.toMatch(/undefined|\[object|\$\{/);
    }
  },
);

test('what the console’s English puts in, its Chinese puts in too', () => {
  const inserted = (text: string) =>
    Object.values(VALUES)
      .map(String)
      .filter(value => value.length > 1 && text.includes(value));
  const chinese = new Map(said(consoleMessagesIn('zh-CN')));
  for (const [key, text] of said(consoleMessagesIn('en'))) {
    expect(inserted(chinese.get(key) ?? ''), key).toEqual(inserted(text));
  }
});

test('the console’s Chinese is Chinese, but for PIN and names', () => {
  const plain = said(consoleMessagesIn('zh-CN')).filter(
    ([key, text]) => key !== 'otherLanguage' && !/\p{Script=Han}/u.test(text),
  );
  expect(plain).toEqual([]);
});

test('every issue has its meaning and its remedy in both languages, and an unknown one its code', () => {
  expect(Object.keys(ISSUES_ZH_CN).sort()).toEqual(Object.keys(ISSUES_EN).sort());
  for (const [code, {means, next}] of Object.entries(ISSUES_ZH_CN)) {
    expect(`${means}${next}`, code).toMatch(/\p{Script=Han}/u);
    expect([means, next], code).not.toContain('');
  }
  expect(issueWordsIn('en', 'newer/thing')).toEqual({means: 'newer/thing', next: ''});
});
