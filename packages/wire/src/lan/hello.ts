import * as z from 'zod';
import {placeIdSchema} from '../entry/transaction-key.ts';
import {hubIdSchema, ledgerIdSchema} from '../ids.ts';
import {bytesSchema, versionField, wallMsSchema} from './frame.ts';

/** Hub → terminal, first: who I am, and a fresh nonce for you to sign. Carries nothing secret. */
export const helloSchema = z.object({
  ...versionField,
  type: z.literal('hello'),
  hubId: hubIdSchema,
  retailStoreId: placeIdSchema,
  ledgerId: ledgerIdSchema,
  /** The roster's epoch: a terminal that has seen a higher one gives this hub nothing. */
  epoch: z.int().min(0),
  /** Where this hub took over from another: the word by which it did. */
  change: bytesSchema({min: 100, max: 400}).optional(),
  nonce: bytesSchema({min: 32, max: 32}),
  hubTimeMs: wallMsSchema,
  limits: z.object({bodyBytesMax: z.int(), inFlightMax: z.int(), heartbeatMs: z.int()}),
});
export type Hello = z.output<typeof helloSchema>;
