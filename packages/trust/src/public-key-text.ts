import {
  fromBase64Url,
  issue,
  type Parsed,
  type PublicKey,
  parsed,
  toBase64Url,
} from '@holdfast/std';

const KEY_BYTES = {ed25519: 32, p256: 65} as const;

/** A public key as messages and files carry it. */
export interface PublicKeyText {
  readonly algorithm: PublicKey['algorithm'];
  /** base64url */
  readonly bytes: string;
}

export function publicKeyText({algorithm, bytes}: PublicKey): PublicKeyText {
  return {algorithm, bytes: toBase64Url(bytes)};
}

export function parsePublicKeyText({algorithm, bytes: text}: PublicKeyText): Parsed<PublicKey> {
  const bytes = fromBase64Url(text);
  if (bytes?.length !== KEY_BYTES[algorithm]) {
    return issue('publicKey', `must be ${KEY_BYTES[algorithm]} bytes for ${algorithm}`);
  }
  return parsed({algorithm, bytes});
}
