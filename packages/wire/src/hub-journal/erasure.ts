import * as z from 'zod';
import {erasedEntrySchema} from '../entry/erased-entry.ts';
import {versionField, wallMsSchema} from '../lan/frame.ts';
import {WIRE_LIMITS} from '../limits.ts';

/**
 * The body of an entry by which a hub says, before it does so, that the personal data of these
 * entries is erased: who asked for it and why, and never a word of the data. From then on no copy
 * of it is taken in again, wherever it comes from.
 */
export const erasureSchema = z.object({
  ...versionField,
  entries: z.array(erasedEntrySchema).min(1).max(WIRE_LIMITS.erasureEntriesMax),
  reason: z.string().min(1).max(200),
  erasedBy: z.string().min(1).max(64),
  erasedAtMs: wallMsSchema,
});
export type Erasure = z.output<typeof erasureSchema>;
