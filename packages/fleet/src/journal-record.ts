import type {Bytes, PublicKey} from '@holdfast/std';
import {type EntryHeader, GENESIS_HASH, type JournalId, type LedgerId} from '@holdfast/wire';

/** From here on, nothing of the journal is recorded in this ledger. */
export interface JournalClosing {
  readonly ledgerId: LedgerId;
  readonly position: number;
  readonly reason: 'replaced' | 'revoked' | 'endLost';
  readonly lastKnownSequence: number;
}

/** How far head office holds one journal. */
export interface JournalRecord {
  readonly journalId: JournalId;
  readonly role: 'terminal' | 'hub';
  /** Where its entries say they are from: the newest held one, or the first that was seen. */
  readonly retailStoreId: string;
  readonly workstationId: string;
  /**
   * Unknown until an enrolled hub's roster, or a ledger's first entry, names it: nothing is held
   * before.
   */
  readonly publicKey: PublicKey | undefined;
  /** What the roster calls the terminal. */
  readonly name: string;
  /** Every entry 1…heldSequence is held, and ends in heldHash. */
  readonly heldSequence: number;
  readonly heldHash: Bytes;
  readonly heldAtMs: number;
  /** The lowest of the entries above that wait for the chain, the key or a signature. */
  readonly firstWaiting: number | undefined;
  readonly closings: readonly JournalClosing[];
}

export function newJournal(header: EntryHeader, role: JournalRecord['role']): JournalRecord {
  return {
    journalId: header.journalId,
    role,
    retailStoreId: header.retailStoreId,
    workstationId: header.workstationId,
    publicKey: undefined,
    name: '',
    heldSequence: 0,
    heldHash: GENESIS_HASH,
    heldAtMs: 0,
    firstWaiting: undefined,
    closings: [],
  };
}
