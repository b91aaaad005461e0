import {utf8Decode} from '@holdfast/std';
import {holdsCardData} from './card-data.ts';

/**
 * Whether bytes of which nobody can say what is a field and what is not hold card data: a file or
 * message that is no JSON. They are looked at as text, without the zero bytes of UTF-16, and byte
 * by byte where they are no UTF-8: plain digits are found in all.
 */
export function holdsCardBytes(bytes: Uint8Array): boolean {
  if (!mayHoldCardBytes(bytes)) return false;
  return holdsCardData(readText(bytes).replaceAll('\0', ''));
}

/** Magnetic tracks have one digit less than cards. */
const DIGITS_MIN = 12;
const [ZERO, NINE, BACKSLASH, NOT_ASCII] = [0x30, 0x39, 0x5c, 0x80];
/** Blank, hyphen, full stop: what stands between the groups of a card's number. */
const SEPARATORS: ReadonlySet<number> = new Set([0x20, 0x2d, 0x2e]);

/**
 * A quick look before a dear one: `false` only where neither {@link holdsCardBytes} nor a scan of
 * the JSON in these bytes finds card data. Whatever may become a digit counts as one: letters
 * beyond ASCII, escapes, exponents.
 */
export function mayHoldCardBytes(bytes: Uint8Array): boolean {
  let digits = 0;
  let apart = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if ((byte >= ZERO && byte <= NINE) || byte >= NOT_ASCII) {
      digits += 1;
      apart = false;
      if (digits === DIGITS_MIN) return true;
    } else if (byte === BACKSLASH || (digits > 0 && isExponent(byte, bytes[at + 1]))) {
      return true;
    } else if (digits > 0 && !apart && SEPARATORS.has(byte)) {
      apart = true;
    } else if (byte !== 0) {
      digits = 0;
      apart = false;
    }
  }
  return false;
}

/** `e` or `E` behind a digit, before a digit or a sign that makes the number larger. */
function isExponent(byte: number, next = 0): boolean {
  return (byte | 0x20) === 0x65 && (next === 0x2b || (next >= ZERO && next <= NINE));
}

function readText(bytes: Uint8Array): string {
  try {
    return utf8Decode(bytes);
  } catch {
    let text = '';
    for (const byte of bytes) text += String.fromCharCode(byte);
    return text;
  }
}
