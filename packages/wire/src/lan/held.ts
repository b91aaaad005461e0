import * as z from 'zod';
import {bytesSchema, versionField} from './frame.ts';

/** Hub → terminal, whenever head office has signed for more of this journal. */
export const heldSchema = z.object({
  ...versionField,
  type: z.literal('held'),
  statement: bytesSchema({min: 100, max: 400}),
});
export type Held = z.output<typeof heldSchema>;
