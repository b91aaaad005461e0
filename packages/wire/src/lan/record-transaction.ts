import * as z from 'zod';
import {positionSchema, sequenceNumberSchema} from '../entry/transaction-key.ts';
import {ledgerIdSchema} from '../ids.ts';
import {WIRE_LIMITS} from '../limits.ts';
import {bytesSchema, sha256Schema, signatureSchema, versionField} from './frame.ts';

/**
 * Terminal → hub: write this down. Sent once the entry is in the terminal's journal; sent again,
 * byte for byte, until answered. `body` is opaque text: the hub checks it, then stores and forwards
 * these very bytes, so a field that a newer terminal added survives an older hub.
 */
export const recordTransactionSchema = z.object({
  ...versionField,
  type: z.literal('recordTransaction'),
  sequenceNumber: sequenceNumberSchema,
  header: bytesSchema({min: 80, max: 2048}),
  body: z.string().max(WIRE_LIMITS.bodyBytesMax),
  personal: bytesSchema({min: 17, max: WIRE_LIMITS.personalBytesMax}).optional(),
  signature: signatureSchema,
});
export type RecordTransaction = z.output<typeof recordTransactionSchema>;

/**
 * What became of it. A closed list; each is final but `busy`.
 * recorded: durable in this ledger, now or by an earlier attempt. held: below this hub's base, head
 * office has it. quarantined: durable, set aside with a reason. outOfOrder: nothing stored, send
 * from `expected`. forked: another entry stands at this sequence; kept as evidence. refused:
 * nothing stored, and why.
 */
export const recordOutcomeSchema = z.discriminatedUnion('kind', [
  z.object({kind: z.literal('recorded'), ledgerId: ledgerIdSchema, position: positionSchema}),
  z.object({kind: z.literal('held'), statement: bytesSchema({min: 100, max: 400})}),
  z.object({
    kind: z.literal('quarantined'),
    ledgerId: ledgerIdSchema,
    position: positionSchema,
    reason: z.string().max(64),
    detail: z.string().max(WIRE_LIMITS.reasonBytesMax),
  }),
  z.object({
    kind: z.literal('outOfOrder'),
    expectedSequenceNumber: sequenceNumberSchema,
    lastEntryHash: sha256Schema,
  }),
  z.object({kind: z.literal('forked'), recordedEntryHash: sha256Schema}),
  z.object({kind: z.literal('refused'), reason: z.string().max(64), detail: z.string().max(200)}),
  z.object({kind: z.literal('busy'), retryAfterMs: z.int().min(0)}),
]);
export type RecordOutcome = z.output<typeof recordOutcomeSchema>;

/** Hub → terminal. */
export const recordTransactionReplySchema = z.object({
  ...versionField,
  type: z.literal('recordTransactionReply'),
  sequenceNumber: sequenceNumberSchema,
  outcome: recordOutcomeSchema,
});
export type RecordTransactionReply = z.output<typeof recordTransactionReplySchema>;
