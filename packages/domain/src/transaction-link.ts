import * as z from 'zod';
import {transactionKeySchema} from './ids.ts';
import {referenceSchema} from './text.ts';

/**
 * Points at an earlier transaction: by its key where a machine knows it, by what its receipt says
 * where a person typed it (POSLog TransactionLink). The receipt may be another system's.
 */
export const transactionLinkSchema = z
  .object({
    key: transactionKeySchema.optional(),
    receiptNumber: referenceSchema.optional(),
  })
  .refine(link => link.key !== undefined || link.receiptNumber !== undefined, {
    error: 'must name a key or a receipt number',
  })
  .readonly();
export type TransactionLink = z.output<typeof transactionLinkSchema>;
