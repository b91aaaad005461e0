/**
 * For each initial the first character that pinyin order puts under it. Chinese collation knows the
 * order of all characters, so these boundaries stand in for a dictionary.
 */
const BOUNDARIES = [...'阿八嚓哒妸发旮哈讥咔垃妈拏噢妑七呥仨他屲夕丫帀'];
const INITIALS = [...'abcdefghjklmnopqrstwxyz'];
const HAN = /\p{Script=Han}/u;
const collator = new Intl.Collator('zh-CN-u-co-pinyin');

/**
 * `牛奶 1升` as `nn1s`: what people type to find a Chinese name. A character with several readings
 * counts by its most common one.
 */
export function pinyinInitials(text: string): string {
  let initials = '';
  for (const letter of text) {
    if (HAN.test(letter)) initials += initialOf(letter);
    else if (/[\p{L}\p{N}]/u.test(letter)) initials += letter.toLowerCase();
  }
  return initials;
}

function initialOf(letter: string): string {
  let found = -1;
  for (const [at, boundary] of BOUNDARIES.entries()) {
    if (collator.compare(boundary, letter) > 0) break;
    found = at;
  }
  return INITIALS[found] ?? '';
}
