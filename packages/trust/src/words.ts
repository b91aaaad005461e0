import {assert, type Bytes} from '@holdfast/std';
import {wordlist} from '@scure/bip39/wordlists/english.js';

/** Eleven bits a word: the list of BIP 39 has 2,048, told apart by their first four letters. */
const WORD_BITS = 11;

/** No two words of the list share more. */
const PREFIX_LETTERS = 4;

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

/** The bytes that {@link spell} gave these words for, and zero bits up to the next whole byte. */
export function unspell(indices: readonly number[]): Bytes {
  const bytes = new Uint8Array(Math.ceil((indices.length * WORD_BITS) / 8));
  for (const [at, index] of indices.entries()) {
    for (let bit = 0; bit < WORD_BITS; bit++) {
      const place = at * WORD_BITS + bit;
      const isSet = (index >> (WORD_BITS - 1 - bit)) & 1;
      bytes[place >> 3] = (bytes[place >> 3] ?? 0) | (isSet << (7 - (place & 7)));
    }
  }
  return bytes;
}

/** How many words there are. */
export const WORDS = wordlist.length;

/**
 * A word's place in the list; `undefined` for what is no word of it. Four letters are enough, and
 * letter case does not count.
 */
export function placeOfWord(text: string): number | undefined {
  const word = text.toLowerCase();
  const place = wordlist.findIndex(
    one => one === word || (word.length === PREFIX_LETTERS && one.startsWith(word)),
  );
  return place === -1 ? undefined : place;
}
