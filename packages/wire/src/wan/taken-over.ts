import * as z from 'zod';
import {positionSchema} from '../entry/transaction-key.ts';
import {rosterChangedSchema} from '../hub-journal/roster-changed.ts';
import {hubIdSchema, ledgerIdSchema} from '../ids.ts';
import {bytesSchema, sha256Schema} from '../lan/frame.ts';
import {changeOfHubTextSchema, knownLaneSchema} from '../lan/roster-copy.ts';

/**
 * What head office hands to a blank machine that came with a claim code: the word by which it is
 * the store's hub, and all it holds of the hubs before.
 */
export const takenOverSchema = z.object({
  change: changeOfHubTextSchema,
  hubsBefore: z.array(hubIdSchema).max(1_000),
  /** Where the newest ledger is held to. */
  predecessor: z
    .object({ledgerId: ledgerIdSchema, position: positionSchema, head: sha256Schema})
    .optional(),
  changes: z.array(rosterChangedSchema).max(20_000),
  /** How far head office holds each till's journal, and since when. */
  lanes: z.array(knownLaneSchema).max(10_000).optional(),
  heldStatements: z.array(bytesSchema({min: 100, max: 400})).max(10_000),
  /** The store's authority, its key sealed again: for the key that came with the claim. */
  authority: z
    .object({
      certificate: z.string().max(16 * 1024),
      encapsulated: bytesSchema({min: 32, max: 32}),
      ciphertext: bytesSchema({min: 17, max: 16 * 1024}),
    })
    .optional(),
});
export type TakenOver = z.output<typeof takenOverSchema>;
