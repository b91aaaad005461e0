import {assert, type Bytes, type Digest, Fault} from '@holdfast/std';
import type {LedgerId} from '../ids.ts';
import type {LedgerEntry} from '../ledger/ledger-entry.ts';
import {headAfter} from '../ledger/ledger-line.ts';
import type {Compressor} from './compressor.ts';
import type {SegmentEnvelope} from './segment-envelope.ts';
import {decodeSegmentPayload, encodeSegmentPayload} from './segment-payload.ts';

/**
 * Packs consecutive entries of one ledger; the caller signs `segmentSigningMessage` of the result.
 */
export function packSegment(
  tools: {readonly digest: Digest; readonly compressor: Compressor},
  stretch: {
    readonly ledgerId: LedgerId;
    readonly headBefore: Bytes;
    readonly entries: readonly LedgerEntry[];
  },
): SegmentEnvelope {
  const {digest, compressor} = tools;
  const {ledgerId, headBefore, entries} = stretch;
  const [first, last] = [entries[0], entries.at(-1)];
  assert(first && last, 'a segment carries at least one entry');
  const payload = encodeSegmentPayload(entries);
  const packed = compressor.compress(payload);
  return {
    ledgerId,
    first: first.line.position,
    last: last.line.position,
    headBefore,
    headAfter: entries.reduce<Bytes>((head, {line}) => headAfter(digest, head, line), headBefore),
    codec: compressor.codec,
    payloadBytes: payload.length,
    packed,
    packedSha256: digest.sha256(packed),
  };
}

/**
 * The entries of a segment, recomputed and proved against its envelope. Throws `wire/malformed`.
 */
export function unpackSegment(
  tools: {readonly digest: Digest; readonly compressors: readonly Compressor[]},
  envelope: SegmentEnvelope,
): LedgerEntry[] {
  const compressor = tools.compressors.find(({codec}) => codec === envelope.codec);
  if (!compressor) {
    throw new Fault('wire/malformed', {
      what: 'segment',
      reason: 'unknown codec',
      codec: envelope.codec,
    });
  }
  const bytes = compressor.decompress(envelope.packed, envelope.payloadBytes);
  if (bytes.length !== envelope.payloadBytes) {
    throw new Fault('wire/malformed', {what: 'segment', reason: 'payload length differs'});
  }
  return decodeSegmentPayload(tools.digest, {bytes, place: envelope});
}
