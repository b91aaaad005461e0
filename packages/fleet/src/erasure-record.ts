import type {Bytes} from '@holdfast/std';
import type {JournalId} from '@holdfast/wire';

/** An entry whose personal data is erased, by the word of its store's hub. */
export interface ErasureRecord {
  readonly retailStoreId: string;
  readonly journalId: JournalId;
  readonly sequenceNumber: number;
  readonly personalSha256: Bytes;
}
