import * as z from 'zod';
import {placeIdSchema} from '../entry/transaction-key.ts';
import {journalIdSchema} from '../ids.ts';
import {
  bytesSchema,
  publicKeySchema,
  sha256Schema,
  signatureSchema,
  versionField,
  wallMsSchema,
} from '../lan/frame.ts';
import {lastCommonSchema} from '../lan/succession.ts';

/**
 * The body of a roster entry in the hub's journal: which journals may be recorded, from here on.
 */
export const rosterChangedSchema = z.object({
  ...versionField,
  epoch: z.int().min(0),
  changedAtMs: wallMsSchema,
  change: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('journalAdmitted'),
      workstationId: placeIdSchema,
      journalId: journalIdSchema,
      publicKey: publicKeySchema,
      name: z.string().max(64),
      /**
       * Where it goes on for a journal that found its end lost: no manager let it in, the key of
       * that journal did, by a signature over `successionMessage`.
       */
      succeeds: z
        .object({
          journalId: journalIdSchema,
          lastCommon: lastCommonSchema,
          certificate: signatureSchema,
        })
        .optional(),
    }),
    z.object({
      kind: z.literal('journalRenamed'),
      journalId: journalIdSchema,
      name: z.string().min(1).max(64),
    }),
    z.object({
      kind: z.literal('journalClosed'),
      journalId: journalIdSchema,
      reason: z.enum(['replaced', 'revoked', 'endLost']),
      lastKnown: z.object({sequenceNumber: z.int().min(0), entryHash: sha256Schema}),
    }),
    /** The hub that writes this took over: by this change, which somebody else has signed. */
    z.object({kind: z.literal('hubChanged'), change: bytesSchema({min: 100, max: 400})}),
    /** The standby hub that may take over by its own word; an earlier one no longer may. */
    z.object({
      kind: z.literal('successorNamed'),
      hubPublicKey: publicKeySchema,
      name: z.string().max(64),
    }),
    /** There is no standby hub any more: what it signs from here on is nobody's word. */
    z.object({kind: z.literal('successorDismissed')}),
    /**
     * The sheet whose words may say which hub this store has. Its key vouches for this hub: who has
     * only the words can tell by it whose roster to believe.
     */
    z.object({
      kind: z.literal('recoveryKeyNamed'),
      publicKey: publicKeySchema,
      voucher: bytesSchema({min: 100, max: 400}),
    }),
    /** The store's certificate authority, its key sealed to each of those who may open it. */
    z.object({kind: z.literal('authoritySealed'), copy: z.string().max(32 * 1024)}),
  ]),
});
export type RosterChanged = z.output<typeof rosterChangedSchema>;
export type RosterChange = RosterChanged['change'];
