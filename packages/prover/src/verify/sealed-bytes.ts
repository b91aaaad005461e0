import {ByteCursor} from '../byte-cursor.ts';
import {base32, hex, join, latin, same, sha256} from './bytes.ts';

/** What stands outside of a sealed segment, as docs/protocol.md ("Sealed segment") writes it. */
export interface SealedBytes {
  readonly form: 'sealed';
  readonly ledgerId: string;
  readonly first: number;
  readonly last: number;
  readonly headBefore: string;
  readonly headAfter: string;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

/** Throws where it cannot be followed, and where the box is not the one it names. */
export function readSealed(bytes: Uint8Array): SealedBytes {
  const cursor = new ByteCursor(bytes);
  if (!same(cursor.take(4), latin('HFX1'))) throw new RangeError('does not begin with HFX1');
  const ledgerId = `${base32(cursor.take(20))}.${base32(cursor.take(10))}`;
  const [first, last] = [cursor.u64(), cursor.u64()];
  const [headBefore, headAfter] = [hex(cursor.take(32)), hex(cursor.take(32))];
  const boxSha256 = cursor.take(32);
  const boxBytes = cursor.u32();
  const context = latin('holdfast/sealed-segment/1\0');
  const message = join(context, bytes.subarray(0, bytes.length - cursor.left));
  const signature = cursor.take(64);
  const box = cursor.take(boxBytes);
  if (cursor.left !== 0) throw new RangeError(`${cursor.left} bytes too many`);
  if (!same(sha256(box), boxSha256)) throw new RangeError('the sealed part is not the one named');
  return {form: 'sealed', ledgerId, first, last, headBefore, headAfter, message, signature};
}
