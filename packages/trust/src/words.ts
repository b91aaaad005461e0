import {assert} from '@holdfast/std';
import {wordlist} from '@scure/bip39/wordlists/english.js';

/** Eleven bits a word: the list of BIP 39 has 2,048, told apart by their first four letters. */
const WORD_BITS = 11;

/** The first `count` words that these bytes spell, eleven bits a word. */
export function spell(bytes: Uint8Array, count: number): string[] {
  assert(bytes.length * 8 >= count * WORD_BITS, 'there are bits enough for the words');
  return Array.from({length: count}, (_, at) => {
    let index = 0;
    for (let bit = at * WORD_BITS; bit < (at + 1) * WORD_BITS; bit++) {
      index = (index << 1) | (((bytes[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1);
    }
    return wordlist[index] ?? '';
  });
}
