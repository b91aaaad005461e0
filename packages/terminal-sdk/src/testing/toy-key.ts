import {
  concatBytes,
  type Digest,
  equalBytes,
  type SignatureVerifier,
  type SigningKey,
  utf8Encode,
} from '@holdfast/std';

/**
 * A key anybody can forge: its "signature" is a hash of public things. It answers without a thread
 * pool, so a test or simulation with virtual time stays deterministic.
 */
export function toyKey(digest: Digest, name: string): SigningKey {
  const bytes = digest.sha256(utf8Encode(name));
  return {
    publicKey: {algorithm: 'ed25519', bytes},
    sign: async message => toySignature(digest, bytes, message),
  };
}

export function toyVerifier(digest: Digest): SignatureVerifier {
  return {
    verify: async ({publicKey, message, signature}) =>
      equalBytes(signature, toySignature(digest, publicKey.bytes, message)),
  };
}

function toySignature(digest: Digest, key: Uint8Array, message: Uint8Array) {
  const half = digest.sha256(concatBytes(key, message));
  return concatBytes(half, half);
}
