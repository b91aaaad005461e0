import * as z from 'zod';
import {transactionKeySchema} from '../entry/transaction-key.ts';
import {sha256Schema, versionField, wallMsSchema} from '../lan/frame.ts';

/**
 * The body of an entry by which a person decides a quarantined one. The sale itself is never
 * edited.
 */
export const dispositionDecidedSchema = z.object({
  ...versionField,
  key: transactionKeySchema,
  entryHash: sha256Schema,
  decision: z.enum(['accept', 'remap', 'void']),
  reason: z.string().min(1).max(200),
  decidedBy: z.string().max(64),
  decidedAtMs: wallMsSchema,
});
export type DispositionDecided = z.output<typeof dispositionDecidedSchema>;
