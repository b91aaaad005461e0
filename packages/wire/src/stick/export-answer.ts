import * as z from 'zod';
import {gatewayIncarnationSchema, ledgerIdSchema} from '../ids.ts';
import {bytesSchema, sha256Schema, versionField, wallMsSchema} from '../lan/frame.ts';

/**
 * Gateway → hub, carried back by hand: how far each ledger of the export is held, and the held
 * statements of the store's journals. Signed over the manifest that it answers, as every answer is
 * over its request.
 */
export const exportAnswerSchema = z.object({
  ...versionField,
  type: z.literal('exportAnswer'),
  /** Of the manifest's message: what this answers, also when a newer one lies beside it. */
  manifestSha256: sha256Schema,
  gatewayIncarnation: gatewayIncarnationSchema,
  issuedAtMs: wallMsSchema,
  ledgers: z
    .array(
      z
        .object({
          ledgerId: ledgerIdSchema,
          heldPosition: z.int().min(0),
          heldHead: sha256Schema,
        })
        .readonly(),
    )
    .max(256),
  heldStatements: z.array(bytesSchema({min: 100, max: 400})).max(1024),
  sealingPublicKey: bytesSchema({min: 32, max: 32}).optional(),
});
export type ExportAnswer = z.output<typeof exportAnswerSchema>;
