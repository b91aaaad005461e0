import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {SealBook} from './seal-book.ts';

const KEY = 'b168f6b518863d1e';
const BARE = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8';
const WRAPPED = 'IUqBH9jBd2sfRIl2wub79KNHdqz04dmtLT62Gj2t1r31MrzbNfX4YhiA5DDuxacE_MDHKMCv8hCELWRM';
const credential = Buffer.from('thirty-two bytes of a credential');
const SEALED =
  '01b168f6b518863d1eab3886e84198e33c3b091a0505726f772037cdd093588df64815920e73f6f8eb3e65dfbff4d08626c5882b734511f5b5595b';
const sealed = Buffer.from(SEALED, 'hex');
const place = Buffer.from('row 7');

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
});
afterEach(() => rmSync(directory, {recursive: true}));

function file(keys: readonly {readonly id: string; readonly secret: string}[], wrapped = false) {
  const path = join(directory, 'data-keys.json');
  writeFileSync(path, JSON.stringify({v: 1, wrapped, keys}));
  return path;
}
const textOf = (book: SealBook) => Buffer.from(book.open(sealed, place)).toString();

test('the frozen row opens with the frozen key, by rules of its own', () => {
  expect(textOf(new SealBook({file: file([{id: KEY, secret: BARE}])}))).toBe('one candle, 7.65');
});

test('the frozen wrapped key opens with its credential, and with no other', () => {
  const path = file([{id: KEY, secret: WRAPPED}], true);
  expect(textOf(new SealBook({file: path, credential}))).toBe('one candle, 7.65');
  expect(() => new SealBook({file: path})).toThrow('--credential');
  const other = Buffer.from('another credential of some length');
  expect(() => new SealBook({file: path, credential: other})).toThrow('does not open the key');
});

test('a row that was changed, moved, or has no key here says which of them', () => {
  const book = new SealBook({file: file([{id: KEY, secret: BARE}])});
  const changed = Buffer.from(sealed);
  changed[40] = (changed[40] ?? 0) ^ 1;
  expect(() => book.open(changed, place)).toThrow('was changed since it was sealed');
  expect(() => book.open(sealed.subarray(0, 20), place)).toThrow('was changed');
  expect(() => book.open(sealed, Buffer.from('row 8'))).toThrow('was moved here');
  const none = new SealBook({file: join(directory, 'none.json')});
  expect(() => none.open(sealed, place)).toThrow(`its key ${KEY} is not in`);
});

test('another secret under the name of a key is refused', () => {
  const wrong = file([{id: KEY, secret: BARE.replace('A', 'B')}]);
  expect(() => new SealBook({file: wrong})).toThrow(`does not hold the secret of ${KEY}`);
});
