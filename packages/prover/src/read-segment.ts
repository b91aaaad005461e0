import {brotliDecompressSync, zstdDecompressSync} from 'node:zlib';
import {
  headOfLines,
  readEnvelope,
  readSegmentEntries,
  type SegmentEntry,
  type Unpack,
} from './verify/segment-bytes.ts';

export interface ReadSegment {
  readonly ledgerId: string;
  readonly first: number;
  readonly last: number;
  readonly headAfter: string;
  /** The head that the lines of this segment give, from its own headBefore. */
  readonly computedHead: string;
  readonly entries: readonly (SegmentEntry & {
    readonly header: Buffer;
    readonly body: Buffer | undefined;
  })[];
}

/**
 * Takes a stored segment apart by the words of docs/protocol.md ("Segment"). Throws where it cannot
 * be followed.
 */
export function readSegment(bytes: Uint8Array): ReadSegment {
  const envelope = readEnvelope(bytes);
  const entries = readSegmentEntries(envelope, nodeUnpack);
  const {ledgerId, first, last, headBefore, headAfter} = envelope;
  return {
    ...{ledgerId, first, last, headAfter},
    computedHead: headOfLines(headBefore, entries),
    entries: entries.map(entry => ({
      ...entry,
      header: Buffer.from(entry.header),
      body: entry.body && Buffer.from(entry.body),
    })),
  };
}

export const nodeUnpack: Unpack = ({codec, bytes, unpackedBytes: maxOutputLength}) => {
  if (codec === 0) return bytes;
  if (codec === 1) return zstdDecompressSync(bytes, {maxOutputLength});
  if (codec === 2) return brotliDecompressSync(bytes, {maxOutputLength});
  throw new RangeError(`codec ${codec} is not known`);
};
