import {ROLES, type StoreBook, storeSettingsSchema} from '@holdfast/catalogue';
import * as z from 'zod';

/** What a hub has of its store's own things, without what must not leave it. */
export const storeSummarySchema = z.object({
  settings: storeSettingsSchema.optional(),
  items: z.number(),
  catalogueChangedAtMs: z.number(),
  operators: z.array(
    z.object({operatorId: z.string(), name: z.string(), role: z.enum(ROLES)}).readonly(),
  ),
});
export type StoreSummary = z.output<typeof storeSummarySchema>;

export function storeSummaryOf(store: StoreBook): StoreSummary {
  const {settings, catalogue, operators} = store;
  const listed = store.list().find(({name}) => name === 'catalogue');
  return {
    ...(settings ? {settings} : {}),
    items: catalogue?.items.length ?? 0,
    catalogueChangedAtMs: listed?.changedAtMs ?? 0,
    operators: operators.map(({operatorId, name, role}) => ({operatorId, name, role})),
  };
}
