import {spell} from './words.ts';

/** 88 bits: nobody makes another certificate with the same words. */
const FINGERPRINT_WORDS = 8;

/** A SHA-256 as eight words that a person can compare across two screens. */
export function fingerprintWords(sha256: Uint8Array): string[] {
  return spell(sha256, FINGERPRINT_WORDS);
}
