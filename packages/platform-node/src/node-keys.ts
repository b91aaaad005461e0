import {
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import {existsSync, readFileSync} from 'node:fs';
import {promisify} from 'node:util';
import {
  Fault,
  type PublicKey,
  SIGNATURE_BYTES,
  type SignatureVerifier,
  type SigningKey,
} from '@holdfast/std';
import {writeFileDurably} from './durable-file.ts';

// A SubjectPublicKeyInfo (RFC 5280 §4.1) of these two kinds is a fixed prefix and the raw key.
const SPKI_PREFIX = {
  ed25519: Buffer.from('302a300506032b6570032100', 'hex'), // RFC 8410 §4
  p256: Buffer.from('3059301306072a8648ce3d020106082a8648ce3d030107034200', 'hex'), // RFC 5480 §2
} as const;

// RFC 8410 §7: a private key of this kind is a fixed prefix and the seed.
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

const signAsync = promisify(sign);
const verifyAsync = promisify(verify);

/** An Ed25519 key that exists in memory only. */
export async function createSigningKey(): Promise<SigningKey> {
  return signingKeyOf((await promisify(generateKeyPair)('ed25519')).privateKey);
}

/**
 * The Ed25519 key in this file (PKCS #8 PEM, mode 0600), made durably on first use. Whoever loses
 * the file loses the identity: it is never made again over an unreadable one (fault
 * `database/corrupt`).
 */
export async function loadOrCreateSigningKey(file: string): Promise<SigningKey> {
  if (existsSync(file)) return signingKeyOf(readPrivateKey(file));
  const {privateKey} = await promisify(generateKeyPair)('ed25519');
  writeFileDurably(file, privateKey.export({type: 'pkcs8', format: 'pem'}).toString(), 0o600);
  return signingKeyOf(privateKey);
}

/** The Ed25519 key that these 32 secret bytes are (RFC 8032 §5.1.5), always the same. */
export function signingKeyFrom(seed: Uint8Array): SigningKey {
  const key = Buffer.concat([PKCS8_PREFIX, seed]);
  return signingKeyOf(createPrivateKey({key, format: 'der', type: 'pkcs8'}));
}

function readPrivateKey(file: string): KeyObject {
  try {
    return createPrivateKey(readFileSync(file));
  } catch (cause) {
    throw new Fault('database/corrupt', {file, reason: 'not a private key'}, {cause});
  }
}

function signingKeyOf(privateKey: KeyObject): SigningKey {
  const spki = createPublicKey(privateKey).export({type: 'spki', format: 'der'});
  const bytes = new Uint8Array(spki.subarray(SPKI_PREFIX.ed25519.length));
  return {
    publicKey: {algorithm: 'ed25519', bytes},
    sign: async message => new Uint8Array(await signAsync(null, message, privateKey)),
  };
}

const KEYS_CACHED_MAX = 4096;
const keyObjects = new Map<string, KeyObject>();

/** Parsing a key costs as much as a verification, and a store has few of them. */
function keyObjectOf(publicKey: PublicKey): KeyObject {
  const name = `${publicKey.algorithm}:${Buffer.from(publicKey.bytes).toString('base64')}`;
  const cached = keyObjects.get(name);
  if (cached) return cached;
  const key = createPublicKey({
    key: Buffer.concat([SPKI_PREFIX[publicKey.algorithm], publicKey.bytes]),
    format: 'der',
    type: 'spki',
  });
  if (keyObjects.size >= KEYS_CACHED_MAX) keyObjects.clear();
  keyObjects.set(name, key);
  return key;
}

/** Verifies on Node's thread pool, so that a burst of signatures does not hold up the loop. */
export const nodeSignatureVerifier: SignatureVerifier = {
  async verify({publicKey, message, signature}) {
    if (signature.length !== SIGNATURE_BYTES) return false;
    try {
      const key = keyObjectOf(publicKey);
      return publicKey.algorithm === 'ed25519'
        ? await verifyAsync(null, message, key, signature)
        : await verifyAsync('sha256', message, {key, dsaEncoding: 'ieee-p1363'}, signature);
    } catch {
      return false; // a key of the wrong form verifies nothing
    }
  },
};
