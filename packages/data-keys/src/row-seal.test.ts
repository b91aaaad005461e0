import {fromHex, utf8Decode, utf8Encode} from '@holdfast/std';
import {expect, test} from 'vitest';
import {dataKeyIdOf, drawDataKey} from './data-key.ts';
import {RowSeal} from './row-seal.ts';

const [place, elsewhere] = [utf8Encode('row 7'), utf8Encode('row 8')];
const plain = utf8Encode('one candle, 7.65');
const [older, newer] = [drawDataKey(1), drawDataKey(2)];
const seal = new RowSeal([older]);

test('what is sealed is nowhere to be read, and opens in its place', () => {
  const sealed = seal.seal({place, plain});
  expect(Buffer.from(sealed).includes('candle')).toBe(false);
  const opened = seal.open({place, sealed});
  expect(opened.kind === 'opened' && utf8Decode(opened.plain)).toBe('one candle, 7.65');
});

test('the same row sealed twice looks different each time', () => {
  expect(seal.seal({place, plain})).not.toEqual(seal.seal({place, plain}));
});

test('of a sealed row no byte can be changed, left out or added', () => {
  const sealed = seal.seal({place, plain});
  for (let at = 0; at < sealed.length; at++) {
    const changed = Uint8Array.from(sealed);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(seal.open({place, sealed: changed}).kind, `byte ${at}`).not.toBe('opened');
    const cut = seal.open({place, sealed: sealed.slice(0, at)});
    expect(cut, `cut at ${at}`).toEqual({kind: 'changed'});
  }
  expect(seal.open({place, sealed: Uint8Array.of(...sealed, 0)})).toEqual({kind: 'changed'});
});

test('a row that is found in another place says where it was sealed for', () => {
  const sealed = seal.seal({place, plain});
  expect(seal.open({place: elsewhere, sealed})).toEqual({kind: 'moved', from: place});
});

test('after a rotation the newest key seals, and the older one still opens', () => {
  const both = new RowSeal([older, newer]);
  const [before, after] = [seal, both].map(one => one.seal({place, plain}));
  expect.assert(before && after);
  expect(both.open({place, sealed: before})).toMatchObject({kind: 'opened'});
  expect(both.open({place, sealed: after})).toMatchObject({kind: 'opened'});
  expect(seal.open({place, sealed: after})).toEqual({kind: 'keyMissing', keyId: newer.id});
});

test('what was sealed once is opened for ever: the frozen row', () => {
  const secret = Uint8Array.from({length: 32}, (_, at) => at);
  const frozen = new RowSeal([{id: dataKeyIdOf(secret), madeAtMs: 1, secret}]);
  expect(frozen.keyId).toBe('b168f6b518863d1e');
  const sealed = fromHex(
    '01b168f6b518863d1eab3886e84198e33c3b091a0505726f772037cdd093588df64815920e73f6f8eb3e65dfbff4d08626c5882b734511f5b5595b',
  );
  expect.assert(sealed);
  const opened = frozen.open({place, sealed});
  expect(opened.kind === 'opened' && utf8Decode(opened.plain)).toBe('one candle, 7.65');
});
