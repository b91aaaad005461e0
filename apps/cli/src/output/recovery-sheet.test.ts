import {expect, test} from 'vitest';
import {recoverySheetLines} from './recovery-sheet-lines.ts';
import {recoverySheetPage} from './recovery-sheet-page.ts';

const words =
  'able about above absent absorb abstract absurd abuse acid acoustic acquire across act action actor actress';
const sheet = {
  words: words.split(' '),
  printedAtMs: Date.UTC(2026, 10, 22, 12),
  hubId: 'ABCDEFGH00000000000000000000000',
  store: {id: '017', name: 'Bell & <Book>'},
};

test('the words stand numbered, four a line, and a code beside them', () => {
  const lines = recoverySheetLines(sheet, false);
  expect(lines[0]).toBe('RECOVERY SHEET · Bell & <Book>, store 017');
  expect(lines.slice(3, 7)).toEqual([
    '   1 able       2 about      3 above      4 absent',
    '   5 absorb     6 abstract   7 absurd     8 abuse',
    '   9 acid      10 acoustic  11 acquire   12 across',
    '  13 act       14 action    15 actor     16 actress',
  ]);
  expect(lines.some(line => /█{20}/.test(line))).toBe(true);
});

test('the page has every word and one code, runs nothing, and a name cannot write into it', async () => {
  const page = await recoverySheetPage(sheet);
  const listed = [...page.matchAll(/<li>([a-z]+)<\/li>/g)].map(([, word]) => word);
  expect(listed).toEqual(sheet.words);
  expect(page.match(/<svg/g)).toHaveLength(1);
  expect(page).not.toMatch(/<script|<Book|https?:\/\/(?!www\.w3\.org)/);
});
