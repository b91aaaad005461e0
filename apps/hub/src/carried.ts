import {
  gatewayIncarnationSchema,
  journalIdSchema,
  ledgerIdSchema,
  publicKeySchema,
} from '@holdfast/wire';
import * as z from 'zod';

/** A journal and its key, for whoever verifies what is carried by hand. */
export const namedJournalSchema = z
  .object({journalId: journalIdSchema, publicKey: publicKeySchema})
  .readonly();
export type NamedJournal = z.output<typeof namedJournalSchema>;

/** What a hub took from head office's answer on a stick. */
export const takenAnswerSchema = z
  .object({
    gatewayIncarnation: gatewayIncarnationSchema,
    issuedAtMs: z.number(),
    statements: z.int(),
    ledgers: z
      .array(
        z
          .object({
            ledgerId: ledgerIdSchema,
            heldPosition: z.int(),
            /**
             * unknown: not of this hub. differs: head office holds another history under its name.
             */
            outcome: z.enum(['taken', 'differs', 'unknown']),
          })
          .readonly(),
      )
      .readonly(),
  })
  .readonly();
export type TakenAnswer = z.output<typeof takenAnswerSchema>;
