import {SeededRandom} from '@holdfast/std/testing';
import {expect, test} from 'vitest';
import {drawPairingCode, formatPairingCode, parsePairingCode} from './pairing-code.ts';

/** Chance that gives these numbers of 32 bits, one after the other. */
function dealt(...draws: readonly number[]) {
  const left = [...draws];
  return {
    bytes: () => {
      const draw = left.shift();
      if (draw === undefined) throw new Error('nothing more was dealt');
      return Uint8Array.from([24, 16, 8, 0], shift => Math.floor(draw / 2 ** shift) % 256);
    },
  };
}

test('a draw that would make some codes likelier is thrown away', () => {
  expect(drawPairingCode(dealt(4_200_000_000, 7))).toBe('00000007');
  expect(drawPairingCode(dealt(4_199_999_999))).toBe('99999999');
});

test('every digit comes at every place', () => {
  const random = new SeededRandom(1);
  const seen = Array.from({length: 8}, () => new Set<string>());
  for (let draw = 0; draw < 300; draw++) {
    const code = drawPairingCode(random);
    for (const [at, digits] of seen.entries()) digits.add(code.charAt(at));
  }
  expect(seen.map(digits => digits.size)).toEqual(Array(8).fill(10));
});

test.each(['48217730', '4821 7730', ' 4821-7730 ', '4821–7730', '48.21.77.30'])(
  '%j is read as its eight digits',
  text => {
    expect(parsePairingCode(text)).toEqual({ok: true, value: '48217730'});
  },
);

test.each(['', '4821773', '482177300', '4821773O', '４８２１７７３０'])('%j is no code', text => {
  expect(parsePairingCode(text).ok).toBe(false);
});

test('a code is shown in two halves', () => {
  expect(formatPairingCode('00417730')).toBe('0041 7730');
});
