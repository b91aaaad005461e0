import {type Bytes, type PublicKey, SIGNATURE_BYTES, type SignatureVerifier} from '@holdfast/std';
import {subtleCrypto} from './web-signing-key.ts';

/**
 * A verifier by WebCrypto. Head office signs with Ed25519: a browser that lacks it gets its
 * verification in JavaScript, and fetches that code only then, here. Rejects where it cannot.
 *
 * Throws `browser/unfit` outside a secure context.
 */
export async function openWebSignatureVerifier(
  subtle = subtleCrypto(),
): Promise<SignatureVerifier> {
  const verifyEd25519 = (await hasEd25519(subtle))
    ? nativeEd25519(subtle)
    : await portableEd25519();
  return {
    async verify({publicKey, message, signature}) {
      if (signature.length !== SIGNATURE_BYTES) return false;
      const claim = {
        key: new Uint8Array(publicKey.bytes),
        message: new Uint8Array(message),
        signature: new Uint8Array(signature),
      };
      try {
        return publicKey.algorithm === 'ed25519'
          ? await verifyEd25519(claim)
          : await verifyP256(subtle, claim);
      } catch {
        return false; // a key of the wrong form verifies nothing
      }
    },
  };
}

interface Claim {
  readonly key: Bytes;
  readonly message: Bytes;
  readonly signature: Bytes;
}

type Verify = (claim: Claim) => Promise<boolean>;

function nativeEd25519(subtle: SubtleCrypto): Verify {
  return async ({key, message, signature}) => {
    const imported = await subtle.importKey('raw', key, 'Ed25519', false, ['verify']);
    return subtle.verify('Ed25519', imported, signature, message);
  };
}

async function portableEd25519(): Promise<Verify> {
  const {ed25519} = await import('@noble/curves/ed25519.js');
  // As strict as RFC 8032 §5.1.7 and the other sides: no encodings but the one.
  return async ({key, message, signature}) =>
    ed25519.verify(signature, message, key, {zip215: false});
}

async function verifyP256(
  subtle: SubtleCrypto,
  {key, message, signature}: Claim,
): Promise<boolean> {
  const curve = {name: 'ECDSA', namedCurve: 'P-256'};
  const imported = await subtle.importKey('raw', key, curve, false, ['verify']);
  return subtle.verify({name: 'ECDSA', hash: 'SHA-256'}, imported, signature, message);
}

/** RFC 8032 §7.1, test 1: any key will do. */
const SOME_KEY: PublicKey = {
  algorithm: 'ed25519',
  bytes: Uint8Array.from(
    'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a'.match(/../g) ?? [],
    byte => Number.parseInt(byte, 16),
  ),
};

async function hasEd25519(subtle: SubtleCrypto): Promise<boolean> {
  try {
    await subtle.importKey('raw', SOME_KEY.bytes, 'Ed25519', false, ['verify']);
    return true;
  } catch {
    return false;
  }
}
