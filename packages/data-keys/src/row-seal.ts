import {createCipheriv, createDecipheriv, randomBytes} from 'node:crypto';
import {assert, type Bytes, equalBytes} from '@holdfast/std';
import {type DataKeys, KEY_ID_BYTES} from './data-key.ts';

const CIPHER = 'aes-256-gcm';
const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const PLACE_AT = 1 + KEY_ID_BYTES + NONCE_BYTES;
const DOMAIN = Buffer.from('HFDS');

export type OpenedRow =
  | {readonly kind: 'opened'; readonly plain: Bytes}
  /** It may be whole: it is sealed under a key that is not here. */
  | {readonly kind: 'keyMissing'; readonly keyId: string}
  /** It names another place than the one it was found in. */
  | {readonly kind: 'moved'; readonly from: Bytes}
  /** It is not what was sealed. */
  | {readonly kind: 'changed'};

/**
 * Seals rows under the newest key and opens them under the key each names (AES-256-GCM, NIST SP
 * 800-38D). A row is bound to its place, bytes of the caller's choice: found anywhere else it does
 * not open.
 *
 * Sealed: version u8 (1) · key id 8 · nonce 12 · place (u8 length) · ciphertext · tag 16; the
 * associated data is `HFDS` and all that stands before the ciphertext.
 */
export class RowSeal {
  readonly #secrets: ReadonlyMap<string, Bytes>;
  /** Of the key that seals. */
  readonly keyId: string;

  constructor(keys: DataKeys) {
    const newest = keys.at(-1);
    assert(newest, 'there is a key to seal with');
    this.keyId = newest.id;
    this.#secrets = new Map(keys.map(({id, secret}) => [id, secret]));
  }

  has(keyId: string): boolean {
    return this.#secrets.has(keyId);
  }

  seal({place, plain}: {readonly place: Uint8Array; readonly plain: Uint8Array}): Bytes {
    assert(place.length <= 255, 'a place fits its length byte');
    const secret = this.#secrets.get(this.keyId);
    assert(secret, 'the newest key is one of them');
    const nonce = randomBytes(NONCE_BYTES);
    const head = Buffer.concat([
      Uint8Array.of(VERSION),
      Buffer.from(this.keyId, 'hex'),
      nonce,
      Uint8Array.of(place.length),
      place,
    ]);
    const cipher = createCipheriv(CIPHER, secret, nonce);
    cipher.setAAD(Buffer.concat([DOMAIN, head]));
    const sealed = new Uint8Array(head.length + plain.length + TAG_BYTES);
    sealed.set(head);
    sealed.set(cipher.update(plain), head.length);
    cipher.final(); // a stream cipher holds nothing back
    sealed.set(cipher.getAuthTag(), head.length + plain.length);
    return sealed;
  }

  open({place, sealed}: {readonly place: Uint8Array; readonly sealed: Uint8Array}): OpenedRow {
    const headBytes = PLACE_AT + 1 + (sealed[PLACE_AT] ?? 0);
    if (sealed[0] !== VERSION || sealed.length < headBytes + TAG_BYTES) return {kind: 'changed'};
    const keyId = Buffer.from(sealed.subarray(1, 1 + KEY_ID_BYTES)).toString('hex');
    const secret = this.#secrets.get(keyId);
    if (!secret) return {kind: 'keyMissing', keyId};
    const plain = unsealed({sealed, secret, headBytes});
    if (!plain) return {kind: 'changed'};
    const from = placeIn(sealed);
    return equalBytes(from, place) ? {kind: 'opened', plain} : {kind: 'moved', from};
  }
}

/** The place that a sealed row names, as it says itself: its tag vouches for it, once it opens. */
export function placeIn(sealed: Uint8Array): Bytes {
  return sealed.slice(PLACE_AT + 1, PLACE_AT + 1 + (sealed[PLACE_AT] ?? 0));
}

/** `undefined` for what its tag does not vouch for. */
function unsealed(row: {
  readonly sealed: Uint8Array;
  readonly secret: Bytes;
  readonly headBytes: number;
}): Bytes | undefined {
  const {sealed, secret, headBytes} = row;
  const nonce = sealed.subarray(1 + KEY_ID_BYTES, PLACE_AT);
  const decipher = createDecipheriv(CIPHER, secret, nonce, {authTagLength: TAG_BYTES});
  decipher.setAAD(Buffer.concat([DOMAIN, sealed.subarray(0, headBytes)]));
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  const plain = decipher.update(sealed.subarray(headBytes, sealed.length - TAG_BYTES));
  try {
    decipher.final();
    return new Uint8Array(plain);
  } catch {
    return undefined;
  }
}
