import type {Bytes} from '@holdfast/std';
import type {JournalId} from '@holdfast/wire';

/** An entry whose personal data is erased, by the word of its store's hub or of head office. */
export interface ErasureRecord {
  readonly retailStoreId: string;
  readonly journalId: JournalId;
  readonly sequenceNumber: number;
  readonly personalSha256: Bytes;
}

/** Head office's own word about an erasure, for the store's hub to record. */
export interface ErasureOrderRecord {
  readonly retailStoreId: string;
  /** As `encodeErasureOrder` writes it. */
  readonly order: Bytes;
  /** The gateway's key, over `erasureOrderMessage`. */
  readonly signature: Bytes;
}

/** An order as the store keeps it: numbers grow, for all stores together. */
export interface KeptErasureOrder extends ErasureOrderRecord {
  readonly number: number;
}
