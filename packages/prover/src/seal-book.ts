import {createDecipheriv, createHash, hkdfSync} from 'node:crypto';
import {existsSync, readFileSync} from 'node:fs';
import {hex, join, latin, same, unbase64url} from './verify/bytes.ts';

/** Where the keys of one side's rows lie, and what they are wrapped with where they are. */
export interface SealBookPlace {
  readonly file: string;
  readonly credential?: Uint8Array;
}

const HEAD_BYTES = 22;
const TAG_BYTES = 16;

/**
 * Opens sealed rows by the words of docs/adr/0029: this file shares nothing with the code that
 * sealed them. Without a file of keys it opens none.
 */
export class SealBook {
  readonly #secrets = new Map<string, Uint8Array>();
  readonly #file: string;

  /** Throws where the file names a key whose secret it does not hold. */
  constructor({file, credential}: SealBookPlace) {
    this.#file = file;
    if (!existsSync(file)) return;
    const {wrapped, keys}: {wrapped?: unknown; keys?: unknown} = JSON.parse(
      readFileSync(file, 'utf8'),
    );
    if (wrapped && !credential) throw new Error(`the keys in ${file} are wrapped: --credential`);
    for (const {id, secret} of (Array.isArray(keys) ? keys : []) as Record<string, unknown>[]) {
      const bytes = unbase64url(secret);
      const opened = wrapped && credential ? unwrap(credential, String(id), bytes) : bytes;
      if (nameOf(opened) !== id) throw new Error(`${file} does not hold the secret of ${id}`);
      this.#secrets.set(nameOf(opened), opened);
    }
  }

  /** Throws with the reason where a row does not open as what was sealed in this place. */
  open(sealed: Uint8Array, place: Uint8Array): Uint8Array {
    const headBytes = HEAD_BYTES + (sealed[HEAD_BYTES - 1] ?? 0);
    if (sealed[0] !== 1 || sealed.length < headBytes + TAG_BYTES) {
      throw new RangeError('was changed since it was sealed');
    }
    const [head, rest] = [sealed.subarray(0, headBytes), sealed.subarray(headBytes)];
    const keyId = hex(head.subarray(1, 9));
    const secret = this.#secrets.get(keyId);
    if (!secret) throw new RangeError(`is sealed, and its key ${keyId} is not in ${this.#file}`);
    const plain = decrypt({secret, nonce: head.subarray(9, 21), rest}, join(latin('HFDS'), head));
    if (!plain) throw new RangeError('was changed since it was sealed');
    if (!same(head.subarray(HEAD_BYTES), place)) {
      throw new RangeError('was moved here: it was sealed for another place');
    }
    return plain;
  }
}

function nameOf(secret: Uint8Array): string {
  return createHash('sha256').update('HFDK').update(secret).digest('hex').slice(0, 16);
}

function unwrap(credential: Uint8Array, id: string, wrapped: Uint8Array): Uint8Array {
  const info = 'holdfast data keys v1';
  const secret = new Uint8Array(hkdfSync('sha256', credential, new Uint8Array(), info, 32));
  const parts = {secret, nonce: wrapped.subarray(0, 12), rest: wrapped.subarray(12)};
  const opened = wrapped.length === 60 ? decrypt(parts, latin(id)) : undefined;
  if (!opened) throw new Error(`this credential does not open the key ${id}`);
  return opened;
}

function decrypt(
  parts: {readonly secret: Uint8Array; readonly nonce: Uint8Array; readonly rest: Uint8Array},
  associated: Uint8Array,
): Uint8Array | undefined {
  const {secret, nonce, rest} = parts;
  const decipher = createDecipheriv('aes-256-gcm', secret, nonce);
  decipher.setAAD(associated);
  decipher.setAuthTag(rest.subarray(rest.length - TAG_BYTES));
  const plain = decipher.update(rest.subarray(0, rest.length - TAG_BYTES));
  try {
    decipher.final();
    return plain;
  } catch {
    return undefined;
  }
}
