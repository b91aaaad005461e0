import type {Bytes} from '@holdfast/std';
import type {LedgerId} from '@holdfast/wire';

/**
 * joined: part of the gapless stretch. ahead: waits for the segments before it. evidence:
 * contradicts what is held, and is kept to show it.
 */
export type SegmentState = 'joined' | 'ahead' | 'evidence';

/** A verified segment as it lies in the store, without its bytes. */
export interface SegmentRecord {
  readonly segmentId: number;
  readonly ledgerId: LedgerId;
  readonly first: number;
  readonly last: number;
  readonly headBefore: Bytes;
  readonly headAfter: Bytes;
  readonly state: SegmentState;
  /**
   * The first position that the ledger takes from it: above `first` where an earlier one overlaps.
   */
  readonly joinedFrom: number;
  /** Of the segment as it came. */
  readonly byteCount: number;
  readonly receivedAtMs: number;
}

export interface StoredSegment extends SegmentRecord {
  /** The segment as the hub signed it. */
  readonly bytes: Bytes;
}
