import {scrypt, timingSafeEqual} from 'node:crypto';
import type {Operator} from '@holdfast/catalogue';

/** The cost that the scheme's name says (RFC 7914): N = 2^14, r = 8, p = 1. */
const COST = {N: 2 ** 14, r: 8, p: 1};
const HASH_BYTES = 32;

/** What a PIN is compared with where there is nobody: it takes as long, and is never right. */
const NOBODYS: Operator['pin'] = {
  scheme: 'scrypt-14-8-1',
  salt: '00'.repeat(16),
  hash: '00'.repeat(HASH_BYTES),
};

/**
 * Whether this is the PIN that was kept; for nobody it is not, after the same time. On a thread of
 * its own: the hub records sales meanwhile.
 */
export async function isOperatorPin(
  pin: string,
  kept: Operator['pin'] | undefined,
): Promise<boolean> {
  const {salt, hash} = kept ?? NOBODYS;
  const derived = await new Promise<Buffer>((resolve, reject) => {
    scrypt(pin, Buffer.from(salt, 'hex'), HASH_BYTES, COST, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
  return timingSafeEqual(derived, Buffer.from(hash, 'hex')) && kept !== undefined;
}
