import {sha256 as nobleSha256} from '@noble/hashes/sha2.js';

/**
 * Byte tools of the verifier's own: it runs on Node and in a page, and shares none with writers.
 */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const DIGITS = Array.from({length: 256}, (_, byte) => byte.toString(16).padStart(2, '0'));

export type Octets = Uint8Array<ArrayBuffer>;

export function sha256(bytes: Uint8Array): Octets {
  return new Uint8Array(nobleSha256(bytes));
}

export function hex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += DIGITS[byte];
  return text;
}

export function unhex(text: string): Octets {
  const bytes = new Uint8Array(text.length >> 1);
  for (let at = 0; at < bytes.length; at++) {
    bytes[at] = Number.parseInt(text.slice(at * 2, at * 2 + 2), 16);
  }
  return bytes;
}

/** Crockford base32 of whole groups of five bytes. */
export function base32(bytes: Uint8Array): string {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  let text = '';
  for (let left = (bytes.length * 8) / 5; left > 0; left--) {
    text = ALPHABET.charAt(Number(value & 31n)) + text;
    value >>= 5n;
  }
  return text;
}

/** The bytes of an id as formats carry it; a dot in it counts for nothing. */
export function unbase32(text: string): Octets {
  const letters = text.replace('.', '');
  let value = 0n;
  for (const letter of letters) value = (value << 5n) | BigInt(ALPHABET.indexOf(letter));
  const bytes = new Uint8Array((letters.length * 5) / 8);
  for (let at = bytes.length - 1; at >= 0; at--) {
    bytes[at] = Number(value & 255n);
    value >>= 8n;
  }
  return bytes;
}

/** RFC 4648 §5, without padding. Empty for what is none. */
export function unbase64url(text: unknown): Octets {
  if (typeof text !== 'string' || !/^[\w-]*$/.test(text)) return new Uint8Array();
  const bytes = new Uint8Array(Math.floor((text.length * 6) / 8));
  let [value, bits, at] = [0, 0, 0];
  for (const letter of text) {
    value = ((value << 6) | BASE64.indexOf(letter)) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = (value >> bits) & 255;
  }
  return bytes;
}

export function latin(text: string): Octets {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < bytes.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}

export function join(...parts: readonly Uint8Array[]): Octets {
  let bytes = 0;
  for (const part of parts) bytes += part.length;
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function same(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, at) => byte === right[at]);
}

export function u64(value: number): Octets {
  return join(u32(Math.floor(value / 2 ** 32)), u32(value % 2 ** 32));
}

export function u32(value: number): Octets {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}
