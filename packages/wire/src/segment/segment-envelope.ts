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
import {SEGMENT_VERSIONS, type SegmentVersion} from './segment-version.ts';

const MAGIC = 'HFS';
const MAGIC_BYTES = Uint8Array.from(MAGIC, char => char.charCodeAt(0));
const DIGIT_ZERO = 0x30;
const CONTEXT = utf8Encode('holdfast/segment/1\0');

/**
 * A stretch of one ledger on its way to a sink, the same on HTTP, LAN and USB.
 *
 * Bytes: `"HFS1"` or `"HFS2"`, by the version of the payload, all else being the same · ledgerId 30
 * · first u64 · last u64 · headBefore 32 · headAfter 32 · codec u8 · payloadBytes u32 (unpacked) ·
 * packedSha256 32 · packedBytes u32 · signature 64 · packed payload. The signature is the hub
 * identity key's, over `"holdfast/segment/1\0"` and all bytes before it.
 */
export interface SegmentEnvelope {
  readonly version: SegmentVersion;
  readonly ledgerId: LedgerId;
  readonly first: number;
  readonly last: number;
  readonly headBefore: Bytes;
  readonly headAfter: Bytes;
  readonly codec: number;
  readonly payloadBytes: number;
  readonly packed: Bytes;
  readonly packedSha256: Bytes;
}

export interface SignedSegmentEnvelope extends SegmentEnvelope {
  readonly signature: Bytes;
}

function envelopeBytes(envelope: SegmentEnvelope): Bytes {
  return new ByteWriter(192)
    .raw(MAGIC_BYTES)
    .u8(DIGIT_ZERO + envelope.version)
    .raw(idBytes(envelope.ledgerId))
    .u64(envelope.first)
    .u64(envelope.last)
    .raw(envelope.headBefore)
    .raw(envelope.headAfter)
    .u8(envelope.codec)
    .u32(envelope.payloadBytes)
    .raw(envelope.packedSha256)
    .u32(envelope.packed.length)
    .finish();
}

export function segmentSigningMessage(envelope: SegmentEnvelope): Bytes {
  return concatBytes(CONTEXT, envelopeBytes(envelope));
}

export function encodeSegmentEnvelope(envelope: SignedSegmentEnvelope): Bytes {
  return concatBytes(envelopeBytes(envelope), envelope.signature, envelope.packed);
}

/**
 * Takes a segment apart. Refuses (`wire/malformed`) what is truncated, too long, out of its limits,
 * or whose packed bytes differ from their digest. Does not check the signature or look into the
 * payload.
 */
export function decodeSegmentEnvelope(digest: Digest, bytes: Uint8Array): SignedSegmentEnvelope {
  const reader: ByteReader = new ByteReader(bytes, 'segment');
  reader.magic(MAGIC);
  const digit = reader.u8();
  const version = SEGMENT_VERSIONS.find(known => DIGIT_ZERO + known === digit);
  if (version === undefined) reader.fail('unknown version');
  const ledgerId = ledgerIdFromBytes(reader.raw(LEDGER_ID_BYTES));
  const first = reader.u64();
  const last = reader.u64();
  if (first === 0 || last < first || last - first >= WIRE_LIMITS.segmentEntriesMax) {
    reader.fail('positions out of range');
  }
  const headBefore = reader.raw(SHA256_BYTES);
  const headAfter = reader.raw(SHA256_BYTES);
  const codec = reader.u8();
  const payloadBytes = reader.u32();
  if (payloadBytes > WIRE_LIMITS.segmentPayloadBytesMax) reader.fail('payload too large');
  const packedSha256 = reader.raw(SHA256_BYTES);
  const packedBytes = reader.u32();
  const signature = reader.raw(SIGNATURE_BYTES);
  const packed = reader.raw(packedBytes);
  reader.end();
  if (digest.sha256(packed).some((byte, at) => byte !== packedSha256[at])) {
    reader.fail('payload differs from its digest');
  }
  return {
    version,
    ledgerId,
    first,
    last,
    headBefore,
    headAfter,
    codec,
    payloadBytes,
    packed,
    packedSha256,
    signature,
  };
}
