import {magnitudeMinorSchema} from '@holdfast/domain';
import * as z from 'zod';
import {namesSchema} from './names.ts';

/** Something a store sells, at its one price. */
export const itemSchema = z
  .strictObject({
    /** What is scanned or typed: a GTIN, a PLU, or the store's own. */
    code: z.string().min(1).max(32),
    names: namesSchema,
    /** For one, or for a kilogram of what is weighed. */
    priceMinor: magnitudeMinorSchema,
    taxGroup: z.string().min(1).max(16),
    /** What tiles are sorted by, where there are tiles for it. */
    category: namesSchema.optional(),
    weighed: z.boolean(),
  })
  .readonly();
export type Item = z.output<typeof itemSchema>;

export const ITEMS_MAX = 50_000;

/** Everything a store sells. Prices are in the store's currency. */
export const catalogueSchema = z
  .object({
    currencyCode: z.string(),
    items: z.array(itemSchema).max(ITEMS_MAX).readonly(),
  })
  .readonly();
export type Catalogue = z.output<typeof catalogueSchema>;
