import {createCipheriv, createDecipheriv, hkdfSync, randomBytes} from 'node:crypto';
import type {Bytes} from '@holdfast/std';
import {SECRET_BYTES} from './data-key.ts';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * A data key's secret as it lies in a file that alone opens nothing: nonce 12 · ciphertext 32 · tag
 * 16, under a key that HKDF-SHA256 (RFC 5869) makes of the credential.
 */
export function wrapSecret(
  credential: Uint8Array,
  key: {readonly id: string; readonly secret: Bytes},
): Bytes {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, wrappingKey(credential), nonce);
  cipher.setAAD(Buffer.from(key.id));
  const ciphertext = cipher.update(key.secret);
  cipher.final();
  return new Uint8Array(Buffer.concat([nonce, ciphertext, cipher.getAuthTag()]));
}

/** `undefined` for another credential, another key's name, or a changed bit. */
export function unwrapSecret(
  credential: Uint8Array,
  key: {readonly id: string; readonly wrapped: Uint8Array},
): Bytes | undefined {
  const {id, wrapped} = key;
  if (wrapped.length !== NONCE_BYTES + SECRET_BYTES + TAG_BYTES) return undefined;
  const nonce = wrapped.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv(CIPHER, wrappingKey(credential), nonce);
  decipher.setAAD(Buffer.from(id));
  decipher.setAuthTag(wrapped.subarray(NONCE_BYTES + SECRET_BYTES));
  const secret = decipher.update(wrapped.subarray(NONCE_BYTES, NONCE_BYTES + SECRET_BYTES));
  try {
    decipher.final();
    return new Uint8Array(secret);
  } catch {
    return undefined;
  }
}

function wrappingKey(credential: Uint8Array): Uint8Array {
  const info = 'holdfast data keys v1';
  return new Uint8Array(hkdfSync('sha256', credential, new Uint8Array(), info, SECRET_BYTES));
}
