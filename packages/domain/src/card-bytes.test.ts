import {utf8Encode} from '@holdfast/std';
import {SeededRandom} from '@holdfast/std/testing';
import {expect, test} from 'vitest';
import {holdsCardBytes, mayHoldCardBytes} from './card-bytes.ts';
import {plantCards, saleDraft} from './testing.ts';

test('the quick look passes over none of ten thousand planted cards', () => {
  const missed: string[] = [];
  for (const {form, member} of plantCards(new SeededRandom(21), 10_000)) {
    if (!mayHoldCardBytes(utf8Encode(`{${member}}`))) missed.push(`${form}: ${member}`);
  }
  expect(missed).toEqual([]);
});

test.each([
  ['UTF-16', new Uint8Array(Buffer.from('4111 1111 1111 1111', 'utf16le'))],
  ['full-width digits', utf8Encode('４１１１１１１１１１１１１１１１')],
  ['no UTF-8', Uint8Array.of(0xff, ...utf8Encode('4111-1111-1111-1111'))],
])('a card in %s is found in bytes', (_, bytes) => {
  expect(mayHoldCardBytes(bytes)).toBe(true);
  expect(holdsCardBytes(bytes)).toBe(true);
});

test.each(['{"amount":4111111111e6}', '{"amount":4.111111111111111E+15}'])(
  'a number that is written short is looked at: %s',
  text => {
    expect(mayHoldCardBytes(utf8Encode(text))).toBe(true);
  },
);

test('a sale without one is passed over', () => {
  expect(mayHoldCardBytes(utf8Encode(JSON.stringify(saleDraft())))).toBe(false);
});
