import {z} from 'zod';
import {placeIdSchema} from '../entry/transaction-key.ts';
import {journalIdSchema} from '../ids.ts';
import {
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
  ]),
});
export type RosterChanged = z.output<typeof rosterChangedSchema>;
export type RosterChange = RosterChanged['change'];
