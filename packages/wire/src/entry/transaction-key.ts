import {sequenceNumberSchema, type TransactionKey, transactionKeySchema} from '@holdfast/domain';
import * as z from 'zod';
import type {EntryHeader} from './entry-header.ts';

export {sequenceNumberSchema, type TransactionKey, transactionKeySchema};

/** A store or a workstation, as messages name it. */
export const placeIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,32}$/, 'must be 1 to 32 of A–Z a–z 0–9 _ -');
/** A place in one ledger: 1, 2, 3 … */
export const positionSchema = z.int().min(1);

/** The identity that a header gives its entry. */
export function transactionKeyOf(header: EntryHeader): TransactionKey {
  return transactionKeySchema.parse(header);
}

/** For logs, maps and people: `017/W03/K7Q2…/482`. */
export function formatTransactionKey(key: {
  readonly retailStoreId: string;
  readonly workstationId: string;
  readonly journalId: string;
  readonly sequenceNumber: number;
}): string {
  return [key.retailStoreId, key.workstationId, key.journalId, key.sequenceNumber].join('/');
}
