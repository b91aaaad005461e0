import * as z from 'zod';
import {positionSchema} from '../entry/transaction-key.ts';
import {ledgerIdSchema} from '../ids.ts';
import {sha256Schema, versionField, wallMsSchema} from '../lan/frame.ts';

/**
 * The body of an entry by which a hub says, before it does so, that it deletes what a ledger holds
 * up to a position: old enough, and all of it under held statements. The head there is what the
 * rest of the ledger is verified from.
 */
export const prunedSchema = z.object({
  ...versionField,
  /** The ledger the entry stands in, or one before it, whose whole file goes. */
  ledgerId: ledgerIdSchema,
  position: positionSchema,
  head: sha256Schema,
  prunedAtMs: wallMsSchema,
});
export type Pruned = z.output<typeof prunedSchema>;
