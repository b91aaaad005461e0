import {ledgerIdSchema} from '@holdfast/wire';
import * as z from 'zod';

/** One ledger on a hub's disk. */
export const ledgerSummarySchema = z
  .object({
    ledgerId: ledgerIdSchema,
    /** Up to here it was deleted by retention; 0 while all of it is here. */
    prunedPosition: z.int().default(0),
    position: z.int(),
    /** Its head there, hexadecimal: who knows it knows every entry before. */
    head: z.string(),
    heldPosition: z.int(),
    /** The one that the hub writes now. */
    current: z.boolean(),
  })
  .readonly();
export type LedgerSummary = z.output<typeof ledgerSummarySchema>;
