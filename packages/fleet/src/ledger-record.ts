import {type Bytes, SHA256_BYTES} from '@holdfast/std';
import type {HubId, JournalId, LedgerId} from '@holdfast/wire';
import type {HubRecord} from './hub-record.ts';

/** How far head office has one hub's ledger. */
export interface LedgerRecord {
  readonly ledgerId: LedgerId;
  readonly hubId: HubId;
  readonly retailStoreId: string;
  /**
   * The end of the gapless stretch from 1, and the head there. 0 and zero bytes before the first.
   */
  readonly heldPosition: number;
  readonly heldHead: Bytes;
  /** The hub's own journal, as the ledger's first entry certifies it. */
  readonly hubJournalId: JournalId | undefined;
  /** Segments that wait for the ones before them. */
  readonly segmentsAhead: number;
  readonly bytesAhead: number;
  /** Segments kept because they contradict what is held. */
  readonly segmentsEvidence: number;
  readonly lastReceivedAtMs: number;
}

export function newLedger(ledgerId: LedgerId, hub: HubRecord): LedgerRecord {
  return {
    ledgerId,
    hubId: hub.hubId,
    retailStoreId: hub.retailStoreId,
    heldPosition: 0,
    heldHead: new Uint8Array(SHA256_BYTES),
    hubJournalId: undefined,
    segmentsAhead: 0,
    bytesAhead: 0,
    segmentsEvidence: 0,
    lastReceivedAtMs: 0,
  };
}
