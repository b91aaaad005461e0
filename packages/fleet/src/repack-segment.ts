import {assert} from '@holdfast/std';
import {
  encodeSegmentEnvelope,
  type JournalEntry,
  type LedgerEntry,
  packSegment,
  type SignedSegmentEnvelope,
} from '@holdfast/wire';
import type {SegmentTools} from './ports.ts';
import type {VerifiedSegment} from './verify-segment.ts';

/**
 * A segment again with some parts of its entries left out that no hash of a line covers. It keeps
 * its lines and heads, but no longer the bytes that its hub signed: what the signature proved was
 * proved before.
 */
export async function repackSegment(
  tools: SegmentTools,
  envelope: SignedSegmentEnvelope,
  entries: readonly LedgerEntry[],
): Promise<Pick<VerifiedSegment, 'envelope' | 'bytes' | 'entries'>> {
  const compressor = tools.compressors.find(({codec}) => codec === envelope.codec);
  assert(compressor, 'what was unpacked can be packed');
  const packed = await packSegment({...tools, compressor}, {...envelope, entries});
  const kept = {...packed, signature: envelope.signature};
  return {envelope: kept, bytes: encodeSegmentEnvelope(kept), entries};
}

/** The entries without the personal data that is to go; `undefined` where none of them has any. */
export async function withoutPersonal(
  entries: readonly LedgerEntry[],
  isErased: (entry: JournalEntry) => boolean | Promise<boolean>,
): Promise<readonly LedgerEntry[] | undefined> {
  const left: LedgerEntry[] = [];
  let erased = false;
  for (const placed of entries) {
    if (!placed.entry.personal || !(await isErased(placed.entry))) {
      left.push(placed);
      continue;
    }
    const {personal: _, ...entry} = placed.entry;
    left.push({line: placed.line, entry});
    erased = true;
  }
  return erased ? left : undefined;
}
