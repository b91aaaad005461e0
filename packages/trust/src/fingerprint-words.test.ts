import {expect, test} from 'vitest';
import {fingerprintWords} from './index.ts';

test('a fingerprint is eight words of the list of BIP 39, the same ones each time', () => {
  const zeros = new Uint8Array(32);
  expect(fingerprintWords(zeros)).toEqual(Array.from({length: 8}, () => 'abandon'));
  expect(fingerprintWords(new Uint8Array(32).fill(0xff))).toEqual(
    Array.from({length: 8}, () => 'zoo'),
  );
  // 0b00000000001 00000000010 …: the second word of the list, then the third.
  const counted = new Uint8Array(32);
  counted.set([0b0000_0000, 0b0010_0000, 0b0000_1000]);
  expect(fingerprintWords(counted).slice(0, 3)).toEqual(['ability', 'able', 'abandon']);
});

test.each([0, 1, 7, 40, 87])('one flipped bit among the first 88 (%i) is another word', bit => {
  const bytes = new Uint8Array(32).fill(0x5a);
  const before = fingerprintWords(bytes);
  bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (0x80 >> (bit & 7));
  const after = fingerprintWords(bytes);
  expect(after.filter((word, at) => word !== before[at])).toHaveLength(1);
});
