import {createPublicKey, type KeyObject, verify} from 'node:crypto';
import {nodeUnpack} from './read-segment.ts';
import {hex} from './verify/bytes.ts';
import type {VerifierKey, VerifyTools} from './verify/verify-tools.ts';

/** SubjectPublicKeyInfo before the raw key: RFC 8410 §4, RFC 5480 §2. */
const PREFIX = {
  ed25519: '302a300506032b6570032100',
  p256: '3059301306072a8648ce3d020106082a8648ce3d030107034200',
} as const;
const KEYS_KEPT_MAX = 4096;
const keys = new Map<string, KeyObject>();

function keyObject({algorithm, bytes}: VerifierKey): KeyObject {
  const name = PREFIX[algorithm] + hex(bytes);
  const known = keys.get(name);
  if (known) return known;
  const made = createPublicKey({key: Buffer.from(name, 'hex'), format: 'der', type: 'spki'});
  if (keys.size >= KEYS_KEPT_MAX) keys.clear();
  keys.set(name, made);
  return made;
}

/** The verifier's tools on Node. */
export const nodeVerifyTools: VerifyTools = {
  unpack: nodeUnpack,
  async verify({key, message, signature}) {
    try {
      const object = keyObject(key);
      return key.algorithm === 'ed25519'
        ? verify(null, message, object, signature)
        : verify('sha256', message, {key: object, dsaEncoding: 'ieee-p1363'}, signature);
    } catch {
      return false; // a key of the wrong form verifies nothing
    }
  },
};
