import * as z from 'zod';
import {bytesSchema, sha256Schema, versionField, wallMsSchema} from './frame.ts';

/**
 * Hub → terminal: the session is open. Says how far this hub has the journal, so the terminal sends
 * exactly what is missing; or which held statement it took as the journal's base.
 */
export const welcomeSchema = z.object({
  ...versionField,
  type: z.literal('welcome'),
  /** The last sequence this hub's ledgers have, and its hash. 0 and zero bytes when it has none. */
  lastSequenceNumber: z.int().min(0),
  lastEntryHash: sha256Schema,
  /** The newest held statement the hub knows for this journal, if any. */
  heldStatement: bytesSchema({min: 100, max: 400}).optional(),
  /**
   * The roster closed this journal because its end was lost: nothing of it is recorded any more,
   * and its holder goes on in a successor.
   */
  closed: z.literal('endLost').optional(),
  hubTimeMs: wallMsSchema,
});
export type Welcome = z.output<typeof welcomeSchema>;
