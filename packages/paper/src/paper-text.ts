import type {PaperEncoding} from '@holdfast/wire';

/** Letters with marks that Chinese printers have: those of pinyin, each as wide as a character. */
const PINYIN = 'āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüêńň';
/** What windows-1252 has besides Latin-1. */
const LATIN_MORE = '€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ';
/** Letters that are no letter with a mark. */
const SPELLED: Readonly<Record<string, string>> = {
  ...{ß: 'ss', æ: 'ae', Æ: 'AE', ø: 'o', Ø: 'O', œ: 'oe', Œ: 'OE', ł: 'l', Ł: 'L', đ: 'd', Đ: 'D'},
};
/**
 * The narrow signs that GB18030 writes in four bytes, which printers show as digits and letters
 * (the yen sign as “0 6”), and their wide twins, which it writes in two.
 */
const WIDE_SIGNS: Readonly<Record<string, string>> = {'¥': '￥', '£': '￡', '¢': '￠', '’': "'"};
const NARROW_SIGNS: Readonly<Record<string, string>> = {'￥': '¥', '￡': '£', '￠': '¢'};

/**
 * A text as this kind of printer can show it: no control characters, blanks of one kind, signs that
 * it has, and a question mark for what it does not have. Encoding and counting come after it.
 */
export function paperText(text: string, encoding: PaperEncoding): string {
  const plain = text.normalize('NFC').replaceAll(/[\p{Cc}\p{Zs}\p{Zl}\p{Zp}]/gu, ' ');
  const shown = plain.replaceAll(/[\p{Cf}\p{Co}\p{Cs}]/gu, '');
  if (encoding === 'utf-8') return shown;
  const each = encoding === 'gb18030' ? asChinese : asLatin;
  return [...shown].map(each).join('');
}

function asChinese(letter: string): string {
  if (letter <= '~') return letter;
  const sign = WIDE_SIGNS[letter];
  if (sign !== undefined) return sign;
  if (PINYIN.includes(letter) || !/\p{Script=Latin}/u.test(letter)) return letter;
  if (isWide(letter)) return letter;
  return unmarked(letter);
}

function asLatin(letter: string): string {
  if (letter <= '~') return letter;
  const sign = NARROW_SIGNS[letter];
  if (sign !== undefined) return sign;
  if ((letter >= '\u00a1' && letter <= '\u00ff') || LATIN_MORE.includes(letter)) return letter;
  const point = letter.codePointAt(0) ?? 0;
  if (point >= 0xff01 && point <= 0xff5e) return String.fromCodePoint(point - 0xfee0);
  return unmarked(letter);
}

function unmarked(letter: string): string {
  const spelled = SPELLED[letter];
  if (spelled !== undefined) return spelled;
  const bare = letter.normalize('NFD').replaceAll(/\p{M}/gu, '');
  return /^[ -~]+$/.test(bare) ? bare : '?';
}

/** Columns that a letter takes on this kind of printer, of a text that went through `paperText`. */
export function cellsOf(letter: string, encoding: PaperEncoding): 0 | 1 | 2 {
  if (letter <= '~') return 1;
  if (encoding === 'windows-1252') return 1;
  // A printer in its Chinese mode gives whatever is not ASCII the place of a character.
  if (encoding === 'gb18030') return 2;
  if (/\p{M}/u.test(letter)) return 0;
  return isWide(letter) ? 2 : 1;
}

export function widthOf(text: string, encoding: PaperEncoding): number {
  return [...text].reduce((sum, letter) => sum + cellsOf(letter, encoding), 0);
}

/** First and last of what is Wide or Fullwidth in Unicode's East Asian Width (UAX #11). */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
];

function isWide(letter: string): boolean {
  const point = letter.codePointAt(0) ?? 0;
  return WIDE.some(([first, last]) => point >= first && point <= last);
}
