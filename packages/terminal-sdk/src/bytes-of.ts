import {assert, type Bytes, fromBase64Url} from '@holdfast/std';

/** Bytes of a field that a schema of the wire has already let through. */
export function bytesOf(text: string): Bytes {
  const bytes = fromBase64Url(text);
  assert(bytes, 'a parsed message holds base64url');
  return bytes;
}
