const QUOTE = 0x22;
const COLON = 0x3a;
const BACKSLASH = 0x5c;

/**
 * Where the values of JSON text begin and end, in pairs: there it is cut, so that what all
 * transactions share falls apart from what is this one's own. Looks for quotes, colons and bare
 * words only: text that is no JSON is cut somewhere too, and nothing of it is lost.
 */
export function valuesOf(text: string): readonly number[] {
  const places: number[] = [];
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const end = endOfString(text, at + 1);
      if (end < 0) break;
      if (text.charCodeAt(end + 1) !== COLON) places.push(at + 1, end);
      at = end + 1;
    } else if (beginsBareWord(code)) {
      const end = endOfBareWord(text, at + 1);
      places.push(at, end);
      at = end;
    } else at += 1;
  }
  return places;
}

/** The closing quote's place; -1 where there is none. */
function endOfString(text: string, from: number): number {
  for (let end = text.indexOf('"', from); end >= 0; end = text.indexOf('"', end + 1)) {
    let before = end - 1;
    while (before >= from && text.charCodeAt(before) === BACKSLASH) before -= 1;
    if ((end - 1 - before) % 2 === 0) return end;
  }
  return -1;
}

/** A number, `true`, `false` or `null`. */
function beginsBareWord(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || code === 0x2d || (code >= 0x61 && code <= 0x7a);
}

const AFTER_A_WORD = ',]} \t\r\n';

function endOfBareWord(text: string, from: number): number {
  let end = from;
  while (end < text.length && !AFTER_A_WORD.includes(text.charAt(end))) end += 1;
  return end;
}

const LAST_KEY = /"([^"]*)":[^"]*"?$/;

/** The name of the member whose value follows this fragment; empty inside a list of values. */
export function keyBefore(fragment: string): string {
  return LAST_KEY.exec(fragment)?.[1] ?? '';
}
