import * as z from 'zod';
import {versionField} from '../lan/frame.ts';
import {confirmationSchema} from './pair-by-code.ts';

/**
 * Hub → terminal: the digits are right, and here is the proof that I know them too. What follows is
 * the manager's word: `paired` or `refused`, not before the window closes.
 */
export const codeConfirmedSchema = z.object({
  ...versionField,
  type: z.literal('codeConfirmed'),
  confirmation: confirmationSchema,
  /** How long the window stays open: nothing more comes after it. */
  windowMs: z.int().min(0),
});
export type CodeConfirmed = z.output<typeof codeConfirmedSchema>;
