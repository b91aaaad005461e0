import {
  assert,
  type Bytes,
  concatBytes,
  type Digest,
  equalBytes,
  issue,
  type Parsed,
  parsed,
  utf8Encode,
} from '@holdfast/std';
import {placeOfWord, spell, unspell, WORDS} from './words.ts';

/** 128 random bits: nobody guesses them, so no slow derivation is needed. */
export const RECOVERY_SECRET_BYTES = 16;
const CHECKSUM_BYTES = 6;
/** 128 bits of secret and 48 of checksum, eleven a word. */
const PHRASE_WORDS = 16;

const CHECKSUM_CONTEXT = utf8Encode('holdfast/recovery-words/1\0');
const SEED_CONTEXT = utf8Encode('holdfast/recovery-seed/1\0');
const SIGNING_CONTEXT = utf8Encode('holdfast/recovery-signing/1\0');

/** The secret of a recovery sheet as sixteen words. */
export function recoveryPhrase(digest: Digest, secret: Uint8Array): string[] {
  assert(secret.length === RECOVERY_SECRET_BYTES, 'a recovery secret has 128 bits');
  return spell(concatBytes(secret, checksumOf(digest, secret)), PHRASE_WORDS);
}

/**
 * Reads words as a person typed or scanned them: spaces, commas, numbers before the words and
 * letter case do not count, and four letters of a word are enough. Refuses what the checksum does
 * not cover, and names the word where only one is wrong.
 */
export function parseRecoveryPhrase(digest: Digest, text: string): Parsed<Bytes> {
  const words = text.split(/[^A-Za-z]+/).filter(word => word !== '');
  if (words.length !== PHRASE_WORDS) {
    return issue('', `must be ${PHRASE_WORDS} words; these are ${words.length}`);
  }
  const places: number[] = [];
  for (const [at, word] of words.entries()) {
    const place = placeOfWord(word);
    if (place === undefined) return issue(`word ${at + 1}`, 'is not a word of the list');
    places.push(place);
  }
  const secret = secretOf(digest, places);
  if (secret) return parsed(secret);
  const wrong = wrongWord(digest, places);
  return wrong === undefined
    ? issue('', 'do not belong together: a word is wrong, or out of its place')
    : issue(`word ${wrong}`, 'does not fit the others');
}

/** 32 bytes to derive the key from by which the sheet opens what is sealed to it. */
export function recoverySeed(digest: Digest, secret: Uint8Array): Bytes {
  return digest.sha256(concatBytes(SEED_CONTEXT, secret));
}

/** 32 bytes that are the Ed25519 key (RFC 8032 §5.1.5) by which the sheet names a hub. */
export function recoverySigningSeed(digest: Digest, secret: Uint8Array): Bytes {
  return digest.sha256(concatBytes(SIGNING_CONTEXT, secret));
}

function secretOf(digest: Digest, places: readonly number[]): Bytes | undefined {
  const bytes = unspell(places);
  const secret = bytes.slice(0, RECOVERY_SECRET_BYTES);
  const checksum = bytes.slice(RECOVERY_SECRET_BYTES);
  return equalBytes(checksum, checksumOf(digest, secret)) ? secret : undefined;
}

/** Which word, counted from 1, could be another one so that the checksum fits. */
function wrongWord(digest: Digest, places: readonly number[]): number | undefined {
  const at = places.findIndex((_, at) => {
    const tried = [...places];
    for (let place = 0; place < WORDS; place++) {
      tried[at] = place;
      if (secretOf(digest, tried)) return true;
    }
    return false;
  });
  return at === -1 ? undefined : at + 1;
}

function checksumOf(digest: Digest, secret: Uint8Array): Bytes {
  return digest.sha256(concatBytes(CHECKSUM_CONTEXT, secret)).slice(0, CHECKSUM_BYTES);
}
