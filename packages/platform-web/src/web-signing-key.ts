import {Fault, type PublicKey, type SignatureAlgorithm, type SigningKey} from '@holdfast/std';

/**
 * A key pair as a browser keeps it: IndexedDB stores it as it is. No script can read the private
 * half, not even ours.
 */
export interface WebKeyPair {
  readonly publicKey: PublicKey;
  readonly privateKey: CryptoKey;
}

const P256 = {name: 'ECDSA', namedCurve: 'P-256'} as const;

/**
 * Makes a key pair that this browser can both use and keep: Ed25519, or P-256 where that is not to
 * be had (Chrome before 137, Safari before 17, Firefox before 136, which makes Ed25519 keys and
 * cannot store them).
 *
 * Throws `browser/unfit` outside a secure context, and where no key can be stored at all (Safari in
 * lockdown mode).
 */
export async function createWebKeyPair(subtle = subtleCrypto()): Promise<WebKeyPair> {
  const refusals: string[] = [];
  for (const algorithm of ['ed25519', 'p256'] as const) {
    try {
      return await createKeyPair(subtle, algorithm);
    } catch (error) {
      refusals.push(`${algorithm}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new Fault('browser/unfit', {lacks: 'a key it can keep', detail: refusals.join('; ')});
}

/** The pair as a {@link SigningKey}. */
export function webSigningKey(
  {publicKey, privateKey}: WebKeyPair,
  subtle = subtleCrypto(),
): SigningKey {
  const algorithm =
    publicKey.algorithm === 'ed25519' ? 'Ed25519' : {name: 'ECDSA', hash: 'SHA-256'};
  return {
    publicKey,
    sign: async message =>
      new Uint8Array(await subtle.sign(algorithm, privateKey, new Uint8Array(message))),
  };
}

/** The browser's cryptography. Throws `browser/unfit` where a page has none. */
export function subtleCrypto(): SubtleCrypto {
  const {subtle}: {readonly subtle?: SubtleCrypto} = crypto;
  if (subtle) return subtle;
  throw new Fault('browser/unfit', {lacks: 'a secure context: HTTPS, or a loopback address'});
}

async function createKeyPair(
  subtle: SubtleCrypto,
  algorithm: SignatureAlgorithm,
): Promise<WebKeyPair> {
  const usages = ['sign', 'verify'] as const;
  const {publicKey, privateKey} =
    algorithm === 'ed25519'
      ? await subtle.generateKey('Ed25519', false, usages)
      : await subtle.generateKey(P256, false, usages);
  structuredClone(privateKey); // throws where the key could not be stored either
  const bytes = new Uint8Array(await subtle.exportKey('raw', publicKey));
  return {publicKey: {algorithm, bytes}, privateKey};
}
