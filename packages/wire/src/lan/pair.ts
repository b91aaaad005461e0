import * as z from 'zod';
import {placeIdSchema} from '../entry/transaction-key.ts';
import {hubIdSchema, journalIdSchema} from '../ids.ts';
import {bytesSchema, publicKeySchema, signatureSchema, versionField} from './frame.ts';

/**
 * Terminal → hub, instead of `authenticate`: take me in. `tokenProof` is SHA-256 over a context,
 * the link's token, the hub's nonce, the hub's id and the public key: the token itself never
 * travels. `proof` shows that the terminal holds the key.
 */
export const pairSchema = z.object({
  ...versionField,
  type: z.literal('pair'),
  workstationId: placeIdSchema,
  /** What the manager reads: `Lane 3, Windows PC`. */
  name: z.string().min(1).max(64),
  publicKey: publicKeySchema,
  tokenProof: bytesSchema({min: 32, max: 32}),
  proof: signatureSchema,
});
export type Pair = z.output<typeof pairSchema>;

/** Hub → terminal: you are in the roster. What the terminal pins from now on. */
export const pairedSchema = z.object({
  ...versionField,
  type: z.literal('paired'),
  hubId: hubIdSchema,
  hubPublicKey: publicKeySchema,
  gatewayPublicKey: publicKeySchema,
  retailStoreId: placeIdSchema,
  workstationId: placeIdSchema,
  journalId: journalIdSchema,
  epoch: z.int().min(0),
  /**
   * By the hub's identity key, over `pairedProofMessage`: nobody in between, whatever certificate
   * it shows, can name another head office.
   */
  identitySignature: signatureSchema,
});
export type Paired = z.output<typeof pairedSchema>;
