import {expect, test} from 'vitest';
import {wrap} from './wrap.ts';

test('a sentence is broken at blanks, and its lines begin as asked', () => {
  const said = wrap('Tax is never invented', {width: 16, first: '  · ', others: '    '});
  expect(said).toEqual(['  · Tax is never', '    invented']);
});

test('a word that is longer than a line has one of its own', () => {
  const said = wrap('an incomprehensibilities b', {width: 10, first: '', others: ''});
  expect(said).toEqual(['an', 'incomprehensibilities', 'b']);
});
