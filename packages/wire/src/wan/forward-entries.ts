import * as z from 'zod';
import {gatewayIncarnationSchema, ledgerIdSchema} from '../ids.ts';
import {bytesSchema, sha256Schema, versionField} from '../lan/frame.ts';
import {changeOfHubTextSchema} from '../lan/roster-copy.ts';

/**
 * Gateway → hub, in answer to a segment (whose bytes are the request itself): how far this ledger
 * is held without a gap, the first stretch that is missing, and the held statements that grew by
 * it.
 *
 * accepted: stored now. alreadyHeld: every line of it was. arrived: stored, but there is a gap
 * before it. diverged: the stored line at `position` has another head; both are kept, and the hub
 * opens a new ledger.
 */
export const forwardEntriesAnswerSchema = z.object({
  ...versionField,
  type: z.literal('forwardEntriesAnswer'),
  outcome: z.enum(['accepted', 'alreadyHeld', 'arrived', 'diverged']),
  ledgerId: ledgerIdSchema,
  gatewayIncarnation: gatewayIncarnationSchema,
  /**
   * The last position of the gapless stretch from 1 that is durable here, and the ledger's head
   * there.
   */
  heldPosition: z.int().min(0),
  heldHead: sha256Schema,
  firstMissing: z.object({first: z.int().min(1), last: z.int().min(1)}).optional(),
  /**
   * Another hub than this one has taken over the store: by this word. What it sends is taken in.
   */
  change: changeOfHubTextSchema.optional(),
  heldStatements: z.array(bytesSchema({min: 100, max: 400})).max(1024),
});
export type ForwardEntriesAnswer = z.output<typeof forwardEntriesAnswerSchema>;
