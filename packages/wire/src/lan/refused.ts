import * as z from 'zod';
import {versionField} from './frame.ts';

/**
 * Hub → terminal, last before it closes the socket: why, in words and fields. The close code says
 * the same.
 */
export const refusedSchema = z.object({
  ...versionField,
  type: z.literal('refused'),
  reason: z.string().max(64),
  detail: z.string().max(200),
});
export type Refused = z.output<typeof refusedSchema>;
