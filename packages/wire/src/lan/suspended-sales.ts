import {operatorIdSchema, workstationIdSchema} from '@holdfast/domain';
import * as z from 'zod';
import {WIRE_LIMITS} from '../limits.ts';
import {versionField} from './frame.ts';

const sale = {
  saleId: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 of A–Z a–z 0–9 _ -'),
  /** How often this sale was suspended, this time included: each suspension is recalled once. */
  round: z.int().min(1).max(10_000),
};

/** What a till does to a suspended sale. Each, said again, is answered as it was. */
export const suspendedChangeSchema = z.discriminatedUnion('kind', [
  z.object({
    ...sale,
    kind: z.literal('suspend'),
    operatorId: operatorIdSchema,
    lines: z.int().min(1).max(10_000),
    amountMinor: z.int(),
    /** The open sale, as the till keeps it: the hub looks for cards in it, and at nothing else. */
    text: z.string().max(WIRE_LIMITS.suspendedTextLengthMax),
  }),
  z.object({...sale, kind: z.literal('recall')}),
  z.object({
    ...sale,
    kind: z.literal('settle'),
    /** Of a sale that was paid; nothing for one that was taken back. */
    receiptNumber: z.string().min(1).max(64).optional(),
  }),
]);
export type SuspendedChange = z.output<typeof suspendedChangeSchema>;

/** Terminal → hub: does this to a suspended sale. Nothing of it touches a journal. */
export const changeSuspendedSchema = z.object({
  ...versionField,
  type: z.literal('changeSuspended'),
  /** The session's count of these, which the answer names. */
  count: z.int().min(1),
  change: suspendedChangeSchema,
});
export type ChangeSuspended = z.output<typeof changeSuspendedSchema>;

export const suspendedOutcomeSchema = z.discriminatedUnion('kind', [
  /** Durable at the hub; for a recall with the sale. */
  z.object({
    kind: z.literal('done'),
    text: z.string().max(WIRE_LIMITS.suspendedTextLengthMax).optional(),
  }),
  z.object({kind: z.literal('takenBy'), workstationId: workstationIdSchema}),
  /** Paid, taken back, or suspended again since. */
  z.object({kind: z.literal('ended')}),
  /** This hub has never heard of it. */
  z.object({kind: z.literal('unknown')}),
  /** Nothing was kept: there are as many as the hub keeps, or card data was found. */
  z.object({kind: z.literal('refused'), reason: z.enum(['full', 'cardData', 'notKept'])}),
]);
export type SuspendedOutcome = z.output<typeof suspendedOutcomeSchema>;

/** Hub → terminal: what came of it. */
export const suspendedChangedSchema = z.object({
  ...versionField,
  type: z.literal('suspendedChanged'),
  count: z.int().min(1),
  outcome: suspendedOutcomeSchema,
});
export type SuspendedChanged = z.output<typeof suspendedChangedSchema>;
