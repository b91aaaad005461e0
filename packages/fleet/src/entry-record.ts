import type {Bytes} from '@holdfast/std';
import type {Disposition, JournalId, LedgerId} from '@holdfast/wire';
import type {TransactionDescription} from './transaction-description.ts';

/** Where an entry's bytes lie: nothing of a segment is copied out of it. */
export interface EntryPlace {
  readonly segmentId: number;
  readonly ledgerId: LedgerId;
  readonly position: number;
}

/**
 * An entry of the gapless stretch that its journal's chain, key or signature does not yet vouch
 * for.
 */
export interface WaitingEntry extends EntryPlace {
  readonly journalId: JournalId;
  readonly sequenceNumber: number;
  readonly entryHash: Bytes;
  readonly prevHash: Bytes;
  /** Not yet known to be wrong. */
  readonly signature: Bytes | undefined;
}

/**
 * accepted: counts. quarantined: waits for a decision, and is in no total. voided: was decided
 * away. A transaction that was decided in its favour is accepted.
 */
export type Standing = 'accepted' | 'quarantined' | 'voided';

/** An entry that is held: durable here, chained from the first of its journal, and signed for. */
export interface HeldEntry extends EntryPlace {
  readonly journalId: JournalId;
  readonly sequenceNumber: number;
  readonly entryHash: Bytes;
  readonly retailStoreId: string;
  readonly workstationId: string;
  readonly kindCode: number;
  readonly recordedAtMs: number;
  readonly clockOffsetMs: number;
  readonly heldAtMs: number;
  readonly disposition: Disposition;
  readonly standing: Standing;
  /** Place in the stream of transactions; hub journals have none. */
  readonly cursor: number | undefined;
  /** What its body says, where it is one this version reads. */
  readonly description: TransactionDescription | undefined;
}

/** A person's word on a quarantined transaction, from a hub's journal. */
export interface DecisionRecord extends EntryPlace {
  readonly cursor: number;
  readonly retailStoreId: string;
  readonly journalId: JournalId;
  readonly sequenceNumber: number;
  readonly entryHash: Bytes;
  readonly decision: 'accept' | 'remap' | 'void';
  readonly reason: string;
  readonly decidedBy: string;
  readonly decidedAtMs: number;
}
