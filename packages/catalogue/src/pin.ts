import {type Bytes, equalBytes, fromHex, type Random, toHex, utf8Encode} from '@holdfast/std';
import {scrypt} from '@noble/hashes/scrypt.js';
import type {PinHash} from './operator.ts';

/**
 * RFC 7914, N = 2^14: a tenth of a second and 16 MiB a guess. It slows down whoever copied a till's
 * disk; a PIN has too few digits for any hash to keep it from him for ever.
 */
const COST = {N: 2 ** 14, r: 8, p: 1, dkLen: 32} as const;

/** A PIN as it is kept; the same PIN never looks the same twice. */
export function hashPin(pin: string, random: Random): PinHash {
  const salt = random.bytes(16);
  return {scheme: 'scrypt-14-8-1', salt: toHex(salt), hash: toHex(derive(pin, salt))};
}

/** Whether this is the PIN that was kept. */
export function isPin(pin: string, kept: PinHash): boolean {
  const [salt, hash] = [fromHex(kept.salt), fromHex(kept.hash)];
  return salt !== undefined && hash !== undefined && equalBytes(derive(pin, salt), hash);
}

function derive(pin: string, salt: Bytes): Bytes {
  return new Uint8Array(scrypt(utf8Encode(pin), salt, COST));
}
