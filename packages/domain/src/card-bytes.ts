import {utf8Decode} from '@holdfast/std';
import {holdsCardData} from './card-data.ts';

/**
 * Whether bytes of which nobody can say what is a field and what is not hold card data: a file or
 * message that is no JSON. They are looked at as text, without the zero bytes of UTF-16, and byte
 * by byte where they are no UTF-8: plain digits are found in all.
 */
export function holdsCardBytes(bytes: Uint8Array): boolean {
  return holdsCardData(readText(bytes).replaceAll('\0', ''));
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
