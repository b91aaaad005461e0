import type {JournalId} from '@holdfast/wire';
import type {DecisionRecord, HeldEntry, Standing, WaitingEntry} from './entry-record.ts';
import type {ErasureRecord} from './erasure-record.ts';
import type {FleetAlarm} from './fleet-alarm.ts';
import type {JournalRecord} from './journal-record.ts';
import type {LedgerRecord} from './ledger-record.ts';
import type {SegmentState, StoredSegment} from './segment-record.ts';

/** How often the store was committed to, and the last numbers it gave out. */
export interface FleetMark {
  readonly generation: number;
  readonly lastSegmentId: number;
  readonly lastCursor: number;
}

/**
 * All that one commit changes: everything of it becomes durable, or nothing. Applied in the order
 * of the fields. Records replace the ones of the same id.
 */
export interface FleetBatch {
  /**
   * The mark the batch was made from, and the one after it. Another mark in the store is a defect.
   */
  readonly from: FleetMark;
  readonly to: FleetMark;
  readonly ledgers: readonly LedgerRecord[];
  readonly journals: readonly JournalRecord[];
  readonly segments: readonly StoredSegment[];
  /** What the segments that lie ahead bring; gone as soon as they no longer do. */
  readonly lanesAhead: readonly LaneAhead[];
  readonly segmentStates: readonly {
    readonly segmentId: number;
    readonly state: SegmentState;
    readonly joinedFrom: number;
  }[];
  readonly segmentsDropped: readonly number[];
  readonly waitingGone: readonly EntryName[];
  /** An entry that waits already is replaced. */
  readonly waiting: readonly WaitingEntry[];
  readonly held: readonly HeldEntry[];
  readonly decisions: readonly DecisionRecord[];
  readonly standings: readonly {
    readonly journalId: JournalId;
    readonly sequenceNumber: number;
    readonly standing: Standing;
  }[];
  /** One that is there already stays as it was. */
  readonly erasures: readonly ErasureRecord[];
  /** One that is there already is counted once more, and otherwise stays as it was. */
  readonly alarms: readonly FleetAlarm[];
}

/** Consecutive entries of one journal in a segment that lies ahead: they have arrived, not more. */
export interface LaneAhead {
  readonly segmentId: number;
  readonly journalId: JournalId;
  readonly firstSequence: number;
  readonly lastSequence: number;
}

/** Names one entry even where a journal is forked. */
export type EntryName = Pick<WaitingEntry, 'journalId' | 'sequenceNumber' | 'entryHash'>;
