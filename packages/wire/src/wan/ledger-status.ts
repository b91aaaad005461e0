import * as z from 'zod';
import {gatewayIncarnationSchema, ledgerIdSchema} from '../ids.ts';
import {bytesSchema, sha256Schema, versionField} from '../lan/frame.ts';
import {changeOfHubTextSchema} from '../lan/roster-copy.ts';

/**
 * Hub → gateway, at start and when an answer surprises it: how far do you have this ledger, and
 * what stands there?
 */
export const ledgerStatusSchema = z.object({
  ...versionField,
  type: z.literal('ledgerStatus'),
  ledgerId: ledgerIdSchema,
  /** A position whose head the hub wants to compare; absent for the end of the gapless stretch. */
  atPosition: z.int().min(1).optional(),
  /**
   * Of the latest gateway that the hub has a statement of: one that was put back twice to the same
   * copy learns here whom it has to come after.
   */
  heldStatement: bytesSchema({min: 100, max: 400}).optional(),
  /** Fresh, so that an old answer cannot be played back. */
  nonce: bytesSchema({min: 16, max: 16}),
});
export type LedgerStatus = z.output<typeof ledgerStatusSchema>;

export const ledgerStatusAnswerSchema = z.object({
  ...versionField,
  type: z.literal('ledgerStatusAnswer'),
  nonce: bytesSchema({min: 16, max: 16}),
  ledgerId: ledgerIdSchema,
  gatewayIncarnation: gatewayIncarnationSchema,
  heldPosition: z.int().min(0),
  heldHead: sha256Schema,
  /** The head at `atPosition`, where the gateway has a segment that ends there. */
  headAt: z.object({position: z.int().min(1), head: sha256Schema}).optional(),
  /** The segment versions that this gateway reads; one that does not say reads version 1. */
  segmentVersions: z.array(z.int().min(1)).max(16).optional(),
  /** The newest held statement of each journal of this ledger's store. */
  heldStatements: z.array(bytesSchema({min: 100, max: 400})).max(1024),
  /** Another hub than the one that asks has taken over its store: by this word. */
  change: changeOfHubTextSchema.optional(),
  /** X25519. What the hub writes to a stick from now on is sealed for it. */
  sealingPublicKey: bytesSchema({min: 32, max: 32}).optional(),
});
export type LedgerStatusAnswer = z.output<typeof ledgerStatusAnswerSchema>;
