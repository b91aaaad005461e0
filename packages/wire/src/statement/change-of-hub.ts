import {
  ByteReader,
  type Bytes,
  ByteWriter,
  concatBytes,
  type PublicKey,
  SIGNATURE_BYTES,
  utf8Encode,
} from '@holdfast/std';

const MAGIC = 'HFC1';
const MAGIC_BYTES = Uint8Array.from(MAGIC, char => char.charCodeAt(0));
const CONTEXT = utf8Encode('holdfast/change-of-hub/1\0');
const ED25519_KEY_BYTES = 32;

/** Who may say which hub a store has. The place in the list is the byte that travels. */
export const CHANGE_SIGNERS = ['gateway', 'recovery', 'successor'] as const;
export type ChangeSigner = (typeof CHANGE_SIGNERS)[number];

/**
 * A word about a store's hub: *from this epoch on it is the one with this key*. Tills follow it to
 * a hub they have never seen, so it takes one of three keys to say it: head office's, that of the
 * store's recovery sheet, or that of a standby hub which the newest roster names.
 *
 * Bytes, version 1: `"HFC1"` · retailStoreId (u8 length, UTF-8) · the hub's Ed25519 identity key 32
 * · epoch u64 · issuedAtMs u64 · signer u8 · signature 64. The signature is the signer's, over
 * `"holdfast/change-of-hub/1\0"` and all bytes before it.
 */
export interface ChangeOfHub {
  readonly retailStoreId: string;
  /** Its hash is the hub's id. */
  readonly hubPublicKey: PublicKey;
  readonly epoch: number;
  /** The signer's clock, milliseconds since 1970. For people: nothing is ordered by it. */
  readonly issuedAtMs: number;
  readonly signer: ChangeSigner;
}

export interface SignedChangeOfHub extends ChangeOfHub {
  readonly signature: Bytes;
}

function changeBytes(change: ChangeOfHub): Bytes {
  return new ByteWriter(128)
    .raw(MAGIC_BYTES)
    .text8(change.retailStoreId)
    .raw(change.hubPublicKey.bytes)
    .u64(change.epoch)
    .u64(change.issuedAtMs)
    .u8(CHANGE_SIGNERS.indexOf(change.signer))
    .finish();
}

export function changeOfHubSigningMessage(change: ChangeOfHub): Bytes {
  return concatBytes(CONTEXT, changeBytes(change));
}

export function encodeChangeOfHub(change: SignedChangeOfHub): Bytes {
  return concatBytes(changeBytes(change), change.signature);
}

/** Refuses (`wire/malformed`) all but the one canonical encoding. Does not check the signature. */
export function decodeChangeOfHub(bytes: Uint8Array): SignedChangeOfHub {
  const reader = new ByteReader(bytes, 'change of hub');
  reader.magic(MAGIC);
  const retailStoreId = reader.text8();
  const hubPublicKey = {algorithm: 'ed25519', bytes: reader.raw(ED25519_KEY_BYTES)} as const;
  const epoch = reader.u64();
  const issuedAtMs = reader.u64();
  const signer = CHANGE_SIGNERS[reader.u8()];
  if (signer === undefined) return reader.fail('a signer of a later version');
  const signature = reader.raw(SIGNATURE_BYTES);
  reader.end();
  return {retailStoreId, hubPublicKey, epoch, issuedAtMs, signer, signature};
}
