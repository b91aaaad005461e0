import * as z from 'zod';
import {versionField, wallMsSchema} from './frame.ts';

/**
 * What the hub knows of the way to head office. A till adds `hub-lost`, which only a till can see.
 */
export const STORE_STATES = ['online', 'degraded', 'offline', 'recovering'] as const;

/**
 * Hub → terminal, at once after `welcome` and at every change: the store's state, with cause and
 * since-when.
 */
export const storeStatusSchema = z.object({
  ...versionField,
  type: z.literal('storeStatus'),
  state: z.enum(STORE_STATES),
  sinceMs: wallMsSchema,
  /**
   * Stable codes of what is wrong, worst first: `uplink/all-down`, `uplink/metered`, `ledger/slow`
   * …
   */
  causes: z.array(z.string().max(64)).max(16),
  uplinks: z
    .array(z.object({name: z.string().max(32), health: z.string().max(16), metered: z.boolean()}))
    .max(16),
  /** Entries that head office does not hold yet, and the age of the oldest. */
  backlog: z.object({entries: z.int().min(0), oldestMs: z.int().min(0)}),
});
export type StoreStatus = z.output<typeof storeStatusSchema>;
