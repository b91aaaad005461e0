import * as z from 'zod';
import {placeIdSchema} from '../entry/transaction-key.ts';
import {gatewayIncarnationSchema, hubIdSchema} from '../ids.ts';
import {
  bytesSchema,
  publicKeySchema,
  signatureSchema,
  versionField,
  wallMsSchema,
} from '../lan/frame.ts';
import {changeOfHubTextSchema} from '../lan/roster-copy.ts';
import {takenOverSchema} from './taken-over.ts';

/**
 * Hub → gateway, once: take this hub in, by the one-time code of an enrolment link. `codeProof` is
 * SHA-256 over a context, the code and the hub's public key; `proof` shows that the hub holds the
 * key.
 */
export const enrolSchema = z.object({
  ...versionField,
  type: z.literal('enrol'),
  hubId: hubIdSchema,
  hubPublicKey: publicKeySchema,
  retailStoreId: placeIdSchema,
  name: z.string().min(1).max(64),
  codeProof: bytesSchema({min: 32, max: 32}),
  /**
   * In place of a code: the change of hub by which this one took over its store. `codeProof` is
   * then SHA-256 of its bytes.
   */
  change: changeOfHubTextSchema.optional(),
  /**
   * Not only to be let in, but to be the store's hub from now on, by a claim code: then `codeProof`
   * is `claimCodeProof`, and what is secret is sealed for this X25519 key.
   */
  claim: z.object({readerPublicKey: bytesSchema({min: 32, max: 32})}).optional(),
  proof: signatureSchema,
});
export type Enrol = z.output<typeof enrolSchema>;

/** Gateway → hub: what the hub pins from now on. */
export const enrolledSchema = z.object({
  ...versionField,
  type: z.literal('enrolled'),
  retailStoreId: placeIdSchema,
  gatewayPublicKey: publicKeySchema,
  gatewayIncarnation: gatewayIncarnationSchema,
  gatewayTimeMs: wallMsSchema,
  /** What a claim brought. */
  takenOver: takenOverSchema.optional(),
  /** X25519. What the hub writes to a stick is sealed for it. */
  sealingPublicKey: bytesSchema({min: 32, max: 32}).optional(),
});
export type Enrolled = z.output<typeof enrolledSchema>;
