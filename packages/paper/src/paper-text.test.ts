import {messagesIn} from '@holdfast/messages';
import {expect, test} from 'vitest';
import {moneyText} from './money-text.ts';
import {paperText, widthOf} from './paper-text.ts';
import {printedStore} from './testing.ts';

test('the yen sign that Intl writes becomes the wide one before a Chinese printer sees it', () => {
  const {currency: currencyCode} = printedStore();
  const total = moneyText(123450, {language: 'zh-CN', currencyCode});
  expect(total).toBe('\u00a51,234.50');
  expect(paperText(total, 'gb18030')).toBe('\uffe51,234.50');
  expect(paperText(total, 'utf-8')).toBe(total);
  expect(paperText('\uffe51', 'windows-1252')).toBe('\u00a51');
});

test.each([
  ['a\u001b@b\u001dV\u0000c', 'utf-8', 'a @b V c'],
  ['10\u00a0000\u202f€\u2028end', 'utf-8', '10 000 € end'],
  ['zero\u200bwidth\ufeff', 'utf-8', 'zerowidth'],
  ['Müller, Łódź, Straße, lǜ', 'gb18030', 'Müller, Lódz, Strasse, lǜ'],
  ['Müller, Łódź, 牛奶！', 'windows-1252', 'Müller, Lódz, ??!'],
] as const)('%j is printed by %s as %j', (text, encoding, expected) => {
  expect(paperText(text, encoding)).toBe(expected);
});

test('no word of ours needs a letter that a printer of its language lacks', () => {
  for (const message of Object.values(messagesIn('zh-CN'))) {
    if (typeof message === 'string') expect(paperText(message, 'gb18030')).not.toContain('?');
  }
});

test('an accent of its own takes no column', () => {
  expect(widthOf('x\u0323', 'utf-8')).toBe(1);
  expect(widthOf('牛', 'utf-8')).toBe(2);
  expect(widthOf('é', 'gb18030')).toBe(2);
  expect(widthOf('é', 'windows-1252')).toBe(1);
});
