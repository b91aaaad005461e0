import * as z from 'zod';

/** What something is called, in each language of the screens. */
export const namesSchema = z
  .strictObject({
    en: z.string().min(1).max(128),
    'zh-CN': z.string().min(1).max(128).optional(),
  })
  .readonly();
export type Names = z.output<typeof namesSchema>;
