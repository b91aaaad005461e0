import * as z from 'zod';

/** One key that the ledgers are sealed under; never its secret. */
export const dataKeySchema = z
  .object({
    id: z.string(),
    madeAtMs: z.number(),
    /** Whether new groups are sealed under it. */
    current: z.boolean(),
    /** How many ledgers hold something that only this key opens. */
    ledgers: z.number(),
  })
  .readonly();
export type DataKeyStatus = z.output<typeof dataKeySchema>;
