import * as z from 'zod';
import {placeIdSchema} from '../entry/transaction-key.ts';
import {journalIdSchema} from '../ids.ts';
import {bytesSchema, sha256Schema, signatureSchema, versionField, wallMsSchema} from './frame.ts';

/**
 * Terminal → hub, once after `hello`: which journal I speak for, where it ends, and the proof that
 * I hold its key. The proof signs the hub's nonce, the hub's id, the journal and the origin, so it
 * is of no use elsewhere.
 */
export const authenticateSchema = z.object({
  ...versionField,
  type: z.literal('authenticate'),
  workstationId: placeIdSchema,
  journalId: journalIdSchema,
  /** `https://…` of the page for a browser; empty for a program. */
  origin: z.string().max(256),
  /** The journal's end. 0 and 32 zero bytes for an empty journal. */
  lastSequenceNumber: z.int().min(0),
  lastEntryHash: sha256Schema,
  /** The first entry that is still here: what is below was deleted under a held statement. */
  firstSequenceNumber: z.int().min(1).optional(),
  /**
   * The newest held statement the terminal kept. A blank hub that cannot ask head office takes it
   * as the journal's base: what it covers may be deleted here, and nobody could send it again.
   */
  heldStatement: bytesSchema({min: 100, max: 400}).optional(),
  terminalTimeMs: wallMsSchema,
  app: z.object({
    name: z.string().max(64),
    version: z.string().max(64),
    /**
     * Drawn at each start of the program. A session that comes back after one of another run took
     * its place while it lived proves that two programs hold the key; a till that roams is one run.
     */
    run: bytesSchema({min: 8, max: 8}).optional(),
  }),
  proof: signatureSchema,
});
export type Authenticate = z.output<typeof authenticateSchema>;
