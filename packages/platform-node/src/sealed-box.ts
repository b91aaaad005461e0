import {type Bytes, Fault, type UnsealingKey, utf8Encode} from '@holdfast/std';
import {hpkeSealer, unsealingKeyOf} from './hpke-sealing.ts';

const NOTHING = new Uint8Array();

/** What only the holder of one key can open. */
export interface Sealed {
  /** The sender's key of this one message (`enc` of RFC 9180). */
  readonly encapsulated: Bytes;
  readonly ciphertext: Bytes;
}

/** An X25519 key pair to seal to; the public half is 32 bytes. */
export type SealingKey = UnsealingKey;

/** The key pair that these 32 secret bytes give, always the same (RFC 9180 §7.1.3). */
export function sealingKeyFrom(seed: Uint8Array): Promise<SealingKey> {
  return unsealingKeyOf(new Uint8Array(seed));
}

/**
 * Seals to a public key. `purpose` is bound in as the info of RFC 9180, with no associated data: a
 * box of one purpose opens as no other, nor as what is sealed for a stick.
 */
export async function sealTo(
  publicKey: Uint8Array,
  box: {readonly purpose: string; readonly content: Uint8Array},
): Promise<Sealed> {
  const {share, ciphertext} = await hpkeSealer.seal({
    recipient: new Uint8Array(publicKey),
    info: utf8Encode(box.purpose),
    associated: NOTHING,
    plain: box.content,
  });
  return {encapsulated: share, ciphertext};
}

/** Opens a box; fault `recovery/not-opened` for another key, another purpose, or a changed bit. */
export async function openSealed(
  key: SealingKey,
  {encapsulated, ciphertext, purpose}: Sealed & {readonly purpose: string},
): Promise<Bytes> {
  const box = {share: encapsulated, ciphertext, associated: NOTHING};
  const opened = await key.open({...box, info: utf8Encode(purpose)});
  if (opened) return opened;
  throw new Fault('recovery/not-opened', {purpose});
}
