import * as z from 'zod';
import {signatureSchema, versionField} from '../lan/frame.ts';
import {confirmationSchema} from './pair-by-code.ts';

/**
 * Terminal → hub: my guess. A wrong one costs the window a try and is told nothing but that.
 * `proof` is the journal key's signature over `pairingProofMessage`, looked at after the guess.
 */
export const confirmCodeSchema = z.object({
  ...versionField,
  type: z.literal('confirmCode'),
  confirmation: confirmationSchema,
  proof: signatureSchema,
});
export type ConfirmCode = z.output<typeof confirmCodeSchema>;
