import * as z from 'zod';
import {placeIdSchema} from '../entry/transaction-key.ts';
import {bytesSchema, publicKeySchema, versionField} from '../lan/frame.ts';

/** An encoded element of ristretto255 (RFC 9496 §4.3.2). */
export const shareSchema = bytesSchema({min: 32, max: 32});
/** HMAC-SHA-512 over one side's share. */
export const confirmationSchema = bytesSchema({min: 64, max: 64});

/**
 * Terminal → hub, instead of `authenticate`: take me in, I was told the digits you show. Carries no
 * secret: the share is of use only with the digits, and each conversation has one guess in it.
 */
export const pairByCodeSchema = z.object({
  ...versionField,
  type: z.literal('pairByCode'),
  workstationId: placeIdSchema,
  /** What the manager reads before approving: `Lane 3, Windows PC`. */
  name: z.string().min(1).max(64),
  publicKey: publicKeySchema,
  /** Ya of CPace. */
  share: shareSchema,
});
export type PairByCode = z.output<typeof pairByCodeSchema>;
