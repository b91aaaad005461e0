import {
  ByteReader,
  type Bytes,
  ByteWriter,
  concatBytes,
  type Digest,
  SHA256_BYTES,
  SIGNATURE_BYTES,
  utf8Encode,
} from '@holdfast/std';
import {idBytes, LEDGER_ID_BYTES, ledgerIdFromBytes} from '../id-bytes.ts';
import type {LedgerId} from '../ids.ts';
import {WIRE_LIMITS} from '../limits.ts';

const MAGIC = 'HFX1';
const MAGIC_BYTES = Uint8Array.from(MAGIC, char => char.charCodeAt(0));
const CONTEXT = utf8Encode('holdfast/sealed-segment/1\0');
/** Of the sealed box beyond the segment in it: its head, the key share and the tag. */
const BOX_OVERHEAD_BYTES = 256;

/**
 * A segment on a stick, readable by head office alone. What stands outside is enough to see that
 * nothing is missing, swapped or changed, without the key: place, heads, digest, signature.
 *
 * Bytes, version 1: `"HFX1"` · ledgerId 30 · first u64 · last u64 · headBefore 32 · headAfter 32 ·
 * boxSha256 32 · boxBytes u32 · signature 64 · box. The box is sealed for the place, which is all
 * bytes up to headAfter, and holds the bytes of one segment. The signature is the hub identity
 * key's, over `"holdfast/sealed-segment/1\0"` and all bytes before it.
 */
export interface SealedSegment extends SealedPlace {
  readonly box: Bytes;
  readonly boxSha256: Bytes;
  readonly signature: Bytes;
}

/** Which stretch of which ledger a box holds. */
export interface SealedPlace {
  readonly ledgerId: LedgerId;
  readonly first: number;
  readonly last: number;
  readonly headBefore: Bytes;
  readonly headAfter: Bytes;
}

/** What a box is sealed together with, so that it opens in no other place. */
export function sealedPlaceBytes(place: SealedPlace): Bytes {
  return new ByteWriter(160)
    .raw(MAGIC_BYTES)
    .raw(idBytes(place.ledgerId))
    .u64(place.first)
    .u64(place.last)
    .raw(place.headBefore)
    .raw(place.headAfter)
    .finish();
}

function signedBytes(sealed: Omit<SealedSegment, 'signature'>): Bytes {
  const digestAndLength = new ByteWriter(40).raw(sealed.boxSha256).u32(sealed.box.length).finish();
  return concatBytes(sealedPlaceBytes(sealed), digestAndLength);
}

export function sealedSegmentSigningMessage(sealed: Omit<SealedSegment, 'signature'>): Bytes {
  return concatBytes(CONTEXT, signedBytes(sealed));
}

export function encodeSealedSegment(sealed: SealedSegment): Bytes {
  return concatBytes(signedBytes(sealed), sealed.signature, sealed.box);
}

/**
 * Refuses (`wire/malformed`) what is truncated, too long, out of its limits, or whose box differs
 * from its digest. Does not check the signature, and cannot look into the box.
 */
export function decodeSealedSegment(digest: Digest, bytes: Uint8Array): SealedSegment {
  const reader = new ByteReader(bytes, 'sealed segment');
  reader.magic(MAGIC);
  const ledgerId = ledgerIdFromBytes(reader.raw(LEDGER_ID_BYTES));
  const first = reader.u64();
  const last = reader.u64();
  if (first === 0 || last < first || last - first >= WIRE_LIMITS.segmentEntriesMax) {
    reader.fail('positions out of range');
  }
  const headBefore = reader.raw(SHA256_BYTES);
  const headAfter = reader.raw(SHA256_BYTES);
  const boxSha256 = reader.raw(SHA256_BYTES);
  const boxBytes = reader.u32();
  if (boxBytes > WIRE_LIMITS.segmentPayloadBytesMax + BOX_OVERHEAD_BYTES) {
    reader.fail('box too large');
  }
  const signature = reader.raw(SIGNATURE_BYTES);
  const box = reader.raw(boxBytes);
  reader.end();
  if (digest.sha256(box).some((byte, at) => byte !== boxSha256[at])) {
    reader.fail('box differs from its digest');
  }
  return {ledgerId, first, last, headBefore, headAfter, boxSha256, signature, box};
}
