import {type Bytes, type Digest, equalBytes} from '@holdfast/std';
import {headAfter, type LedgerEntry} from '@holdfast/wire';
import type {LedgerRecord} from './ledger-record.ts';

/** Consecutive lines and the head before them. */
export interface Stretch {
  readonly first: number;
  readonly last: number;
  readonly headBefore: Bytes;
  readonly headAfter: Bytes;
}

/** Where a stretch of a ledger stands beside what is held of it. */
export type Placement =
  /** Its lines from `from` on are the next ones. */
  | {readonly kind: 'joins'; readonly from: number}
  /** There is a gap before it. */
  | {readonly kind: 'ahead'}
  /** All of it is held; whether as the same lines, its last head tells. */
  | {readonly kind: 'behind'}
  /** It continues another history than the one that is held. */
  | {readonly kind: 'diverges'};

/**
 * Decides by positions and heads alone: a head stands for everything before it. `entries` is asked
 * only when the stretch begins inside what is held, as a resend with other boundaries does.
 */
export function placeSegment(
  digest: Digest,
  question: {
    readonly ledger: Pick<LedgerRecord, 'heldPosition' | 'heldHead'>;
    readonly stretch: Stretch;
    readonly entries: readonly LedgerEntry[];
  },
): Placement {
  const {ledger, stretch, entries} = question;
  if (stretch.first > ledger.heldPosition + 1) return {kind: 'ahead'};
  if (stretch.last <= ledger.heldPosition) return {kind: 'behind'};
  const head = headAt(digest, {stretch, entries, position: ledger.heldPosition});
  if (!equalBytes(head, ledger.heldHead)) return {kind: 'diverges'};
  return {kind: 'joins', from: ledger.heldPosition + 1};
}

/**
 * The ledger's head after `position`, recomputed from a stretch that covers it or begins behind it.
 */
export function headAt(
  digest: Digest,
  question: {
    readonly stretch: Stretch;
    readonly entries: readonly LedgerEntry[];
    readonly position: number;
  },
): Bytes {
  const {stretch, entries, position} = question;
  if (position === stretch.last) return stretch.headAfter;
  return entries
    .slice(0, position - stretch.first + 1)
    .reduce<Bytes>((head, {line}) => headAfter(digest, head, line), stretch.headBefore);
}
