import {assert, type Bytes, type Digest, Fault, type Turns} from '@holdfast/std';
import type {LedgerId} from '../ids.ts';
import type {LedgerEntry} from '../ledger/ledger-entry.ts';
import {headAfter} from '../ledger/ledger-line.ts';
import type {Compressor} from './compressor.ts';
import type {SegmentEnvelope} from './segment-envelope.ts';
import {decodeSegmentPayload, encodeSegmentPayload} from './segment-payload.ts';
import type {SegmentVersion} from './segment-version.ts';

/**
 * Packs consecutive entries of one ledger; the caller signs `segmentSigningMessage` of the result.
 * A large segment is some tens of milliseconds of work: with `turns`, in small pieces.
 */
export async function packSegment(
  tools: {
    readonly digest: Digest;
    readonly compressor: Compressor;
    readonly turns?: Turns | undefined;
  },
  stretch: {
    readonly version: SegmentVersion;
    readonly ledgerId: LedgerId;
    readonly headBefore: Bytes;
    readonly entries: readonly LedgerEntry[];
  },
): Promise<SegmentEnvelope> {
  const {digest, compressor, turns} = tools;
  const {version, ledgerId, headBefore, entries} = stretch;
  const [first, last] = [entries[0], entries.at(-1)];
  assert(first && last, 'a segment carries at least one entry');
  let head = headBefore;
  for (const {line} of entries) {
    head = headAfter(digest, head, line);
    if (turns?.over()) await turns.rest();
  }
  const payload = await encodeSegmentPayload(entries, {version, turns});
  const packed = await compressor.compress(payload);
  return {
    version,
    ledgerId,
    first: first.line.position,
    last: last.line.position,
    headBefore,
    headAfter: head,
    codec: compressor.codec,
    payloadBytes: payload.length,
    packed,
    packedSha256: digest.sha256(packed),
  };
}

/**
 * The entries of a segment, recomputed and proved against its envelope. Rejects with
 * `wire/malformed`.
 */
export async function unpackSegment(
  tools: {
    readonly digest: Digest;
    readonly compressors: readonly Compressor[];
    readonly turns?: Turns | undefined;
  },
  envelope: SegmentEnvelope,
): Promise<LedgerEntry[]> {
  const {digest, turns} = tools;
  const {version, codec, packed, payloadBytes} = envelope;
  const compressor = tools.compressors.find(known => known.codec === codec);
  if (!compressor) {
    throw new Fault('wire/malformed', {what: 'segment', reason: 'unknown codec', codec});
  }
  const bytes = await compressor.decompress(packed, payloadBytes);
  if (bytes.length !== payloadBytes) {
    throw new Fault('wire/malformed', {what: 'segment', reason: 'payload length differs'});
  }
  return decodeSegmentPayload(digest, {bytes, place: envelope}, {version, turns});
}
