import {expect, test} from 'vitest';
import {cut, plain, textWidth} from './plain.ts';

test.each([
  ['a till that clears the screen', 'till\u001b[2J', 'till·[2J'],
  ['a name of two lines', 'a\r\nb\u2028c', 'a··b·c'],
  ['a name that turns the rest round', 'abc\u202edef', 'abc·def'],
  ['a name like any other', 'Müller 南京路 №1', 'Müller 南京路 №1'],
])('what others wrote cannot steer a terminal: %s', (_, text, shown) => {
  expect(plain(text)).toBe(shown);
});

test.each([
  ['Lane 1', 6],
  ['南京路店', 8],
  ['e\u0301', 1],
  ['🍞', 2],
])('%s takes %i columns', (text, columns) => {
  expect(textWidth(text)).toBe(columns);
});

test('what is too long is cut, and shows it', () => {
  expect(cut('Nanjing Road', 12)).toBe('Nanjing Road');
  expect(cut('Nanjing Road', 8)).toBe('Nanjing…');
  expect(cut('南京路店', 6)).toBe('南京…');
});
