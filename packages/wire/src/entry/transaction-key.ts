import {z} from 'zod';
import {journalIdSchema} from '../ids.ts';
import type {EntryHeader} from './entry-header.ts';

export const placeIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,32}$/, 'must be 1 to 32 of A–Z a–z 0–9 _ -');
export const sequenceNumberSchema = z.int().min(1);
export const positionSchema = z.int().min(1);

/** A transaction's identity, made and saved by its terminal before anything is sent. For ever. */
export const transactionKeySchema = z
  .object({
    retailStoreId: placeIdSchema,
    workstationId: placeIdSchema,
    journalId: journalIdSchema,
    sequenceNumber: sequenceNumberSchema,
  })
  .readonly();
export type TransactionKey = z.output<typeof transactionKeySchema>;

export function transactionKeyOf(header: EntryHeader): TransactionKey {
  const {retailStoreId, workstationId, journalId, sequenceNumber} = header;
  return {retailStoreId, workstationId, journalId, sequenceNumber};
}

/** For logs, maps and people: `017/W03/K7Q2…/482`. */
export function formatTransactionKey(key: TransactionKey): string {
  return [key.retailStoreId, key.workstationId, key.journalId, key.sequenceNumber].join('/');
}
