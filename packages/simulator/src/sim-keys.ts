import {createPrivateKey, createPublicKey, type KeyObject, sign, verify} from 'node:crypto';
import {nodeDigest} from '@holdfast/platform-node';
import {SIGNATURE_BYTES, type SignatureVerifier, type SigningKey, utf8Encode} from '@holdfast/std';

// RFC 8410 §7: a private key is this prefix and its 32-byte seed; §4: a public key likewise.
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

const privateKeys = new Map<string, KeyObject>();
const publicKeys = new Map<string, KeyObject>();
const KEYS_KEPT_MAX = 4096;

function privateKeyOf(name: string): KeyObject {
  return kept(privateKeys, name, () => {
    const seed = nodeDigest.sha256(utf8Encode(`simulated key ${name}`));
    const key = Buffer.concat([PKCS8_PREFIX, seed]);
    return createPrivateKey({key, format: 'der', type: 'pkcs8'});
  });
}

/**
 * A real Ed25519 key made from its name, so that a seed gives the same ids and signatures again. It
 * signs in the caller's own turn: the pool of threads would answer whenever it likes.
 */
export function simKey(name: string): SigningKey {
  const privateKey = privateKeyOf(name);
  const spki = createPublicKey(privateKey).export({type: 'spki', format: 'der'});
  return {
    publicKey: {
      algorithm: 'ed25519',
      bytes: new Uint8Array(spki.subarray(SPKI_PREFIX.length)),
    },
    sign: async message => new Uint8Array(sign(null, message, privateKey)),
  };
}

/** The same key as a file keeps it: PKCS #8, PEM. */
export function simKeyPem(name: string): string {
  return privateKeyOf(name).export({type: 'pkcs8', format: 'pem'}).toString();
}

/** Real verification, in the caller's own turn. */
export const simVerifier: SignatureVerifier = {
  async verify({publicKey, message, signature}) {
    const {algorithm, bytes} = publicKey;
    if (algorithm !== 'ed25519' || bytes.length !== 32) return false;
    if (signature.length !== SIGNATURE_BYTES) return false;
    const key = kept(publicKeys, Buffer.from(bytes).toString('base64'), () =>
      createPublicKey({key: Buffer.concat([SPKI_PREFIX, bytes]), format: 'der', type: 'spki'}),
    );
    return verify(null, message, key, signature);
  },
};

function kept(keys: Map<string, KeyObject>, name: string, make: () => KeyObject): KeyObject {
  const known = keys.get(name);
  if (known) return known;
  if (keys.size >= KEYS_KEPT_MAX) keys.clear();
  const made = make();
  keys.set(name, made);
  return made;
}
