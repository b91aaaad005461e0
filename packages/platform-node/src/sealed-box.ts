import {type Bytes, Fault} from '@holdfast/std';
import {loadHpkeSuite} from './hpke-suite.ts';

/** What only the holder of one key can open. */
export interface Sealed {
  /** The sender's key of this one message (`enc` of RFC 9180). */
  readonly encapsulated: Bytes;
  readonly ciphertext: Bytes;
}

/** An X25519 key pair to seal to; the public half is 32 bytes. */
export interface SealingKey {
  readonly publicKey: Bytes;
  readonly privateKey: CryptoKey;
}

/** The key pair that these 32 secret bytes give, always the same (RFC 9180 §7.1.3). */
export async function sealingKeyFrom(seed: Uint8Array): Promise<SealingKey> {
  const {kem} = await loadHpkeSuite();
  const pair = await kem.deriveKeyPair(Uint8Array.from(seed).buffer);
  const publicKey = new Uint8Array(await kem.serializePublicKey(pair.publicKey));
  return {publicKey, privateKey: pair.privateKey};
}

/** Seals to a public key. `purpose` is bound in: a box of one purpose opens as no other. */
export async function sealTo(
  publicKey: Uint8Array,
  box: {readonly purpose: string; readonly content: Uint8Array},
): Promise<Sealed> {
  const suite = await loadHpkeSuite();
  const recipientPublicKey = await suite.kem.deserializePublicKey(
    Uint8Array.from(publicKey).buffer,
  );
  const info = Buffer.from(box.purpose);
  const {enc, ct} = await suite.seal({recipientPublicKey, info}, Uint8Array.from(box.content));
  return {encapsulated: new Uint8Array(enc), ciphertext: new Uint8Array(ct)};
}

/** Opens a box; fault `recovery/not-opened` for another key, another purpose, or a changed bit. */
export async function openSealed(
  {privateKey}: SealingKey,
  box: Sealed & {readonly purpose: string},
): Promise<Bytes> {
  const suite = await loadHpkeSuite();
  try {
    const enc = Uint8Array.from(box.encapsulated);
    const info = Buffer.from(box.purpose);
    const context = {recipientKey: privateKey, enc, info};
    return new Uint8Array(await suite.open(context, Uint8Array.from(box.ciphertext)));
  } catch (cause) {
    throw new Fault('recovery/not-opened', {purpose: box.purpose}, {cause});
  }
}
