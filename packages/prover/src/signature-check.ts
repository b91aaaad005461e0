import {createPublicKey, verify} from 'node:crypto';

const ED25519_SPKI = Buffer.from('302a300506032b6570032100', 'hex');

/**
 * Whether this Ed25519 key signed this entry hash, under the context that entries are signed in.
 */
export function isSignedEntry(claim: {
  readonly publicKey: Buffer;
  readonly entryHash: string;
  readonly signature: Buffer;
}): boolean {
  const key = createPublicKey({
    key: Buffer.concat([ED25519_SPKI, claim.publicKey]),
    format: 'der',
    type: 'spki',
  });
  const context = Buffer.from('holdfast/entry/1\0', 'latin1');
  const message = Buffer.concat([context, Buffer.from(claim.entryHash, 'hex')]);
  return verify(null, message, key, claim.signature);
}
