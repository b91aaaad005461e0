import {hash, randomBytes} from 'node:crypto';
import type {Bytes} from '@holdfast/std';

/** AES-256. */
export const SECRET_BYTES = 32;
export const KEY_ID_BYTES = 8;

/** A secret that seals rows of a database. Plain data: it is handed to the thread that writes. */
export interface DataKey {
  /** The first 64 bits of SHA-256 over `HFDK` and the secret, in hex: it names this key alone. */
  readonly id: string;
  readonly madeAtMs: number;
  readonly secret: Bytes;
}

/** Oldest first, one at least. The last one seals; each of them opens. */
export type DataKeys = readonly DataKey[];

export function drawDataKey(madeAtMs: number): DataKey {
  const secret = new Uint8Array(randomBytes(SECRET_BYTES));
  return {id: dataKeyIdOf(secret), madeAtMs, secret};
}

/** A secret cannot stand under another one's name: the name is made of it. */
export function dataKeyIdOf(secret: Uint8Array): string {
  const named = Buffer.concat([Buffer.from('HFDK'), secret]);
  return hash('sha256', named, 'buffer').subarray(0, KEY_ID_BYTES).toString('hex');
}
