/**
 * How a segment's payload is laid out. 1: each body as it is. 2: bodies cut into what they share
 * and what is their own. A gateway reads both; a hub writes the newest that its sink has said it
 * reads, and 1 for one that has said nothing.
 */
export type SegmentVersion = 1 | 2;

/** What this release reads, newest first. */
export const SEGMENT_VERSIONS: readonly SegmentVersion[] = [2, 1];

/** The newest that this release writes and `read` names. */
export function segmentVersionFor(read: readonly number[] | undefined): SegmentVersion {
  return SEGMENT_VERSIONS.find(version => read?.includes(version)) ?? 1;
}
