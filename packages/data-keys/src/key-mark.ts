import {nodeDigest} from '@holdfast/platform-node/digest';
import {assert, type Bytes, equalBytes, fromHex, toHex} from '@holdfast/std';
import {KEY_ID_BYTES} from './data-key.ts';

/**
 * How a database names a key that its rows take: the key's id, and the first eight bytes of its
 * SHA-256. What a damaged mark would name is no key that was ever made.
 */
export function keyMark(keyId: string): Bytes {
  const id = fromHex(keyId);
  assert(id?.length === KEY_ID_BYTES, 'a key has an id');
  const mark = new Uint8Array(2 * KEY_ID_BYTES);
  mark.set(id);
  mark.set(nodeDigest.sha256(id).subarray(0, KEY_ID_BYTES), KEY_ID_BYTES);
  return mark;
}

/** `undefined` for a mark that was damaged. */
export function keyIdOfMark(mark: Uint8Array): string | undefined {
  if (mark.length !== 2 * KEY_ID_BYTES) return undefined;
  const keyId = toHex(mark.subarray(0, KEY_ID_BYTES));
  return equalBytes(keyMark(keyId), mark) ? keyId : undefined;
}
