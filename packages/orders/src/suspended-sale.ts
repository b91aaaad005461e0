import {operatorIdSchema, workstationIdSchema} from '@holdfast/domain';
import * as z from 'zod';

/** Where a suspended sale is now. */
const standingSchema = z.discriminatedUnion('kind', [
  /** Any till may recall it. */
  z.object({kind: z.literal('waiting')}),
  z.object({kind: z.literal('taken'), workstationId: workstationIdSchema}),
  z.object({kind: z.literal('ended')}),
]);

/** A sale that was suspended, and what became of it. */
const suspendedSaleSchema = z
  .object({
    saleId: z.string(),
    /** How often it was suspended: each time it is recalled once. */
    round: z.int().min(1),
    /** Who suspended it last, where and when. */
    workstationId: workstationIdSchema,
    operatorId: operatorIdSchema,
    suspendedAtMs: z.number(),
    changedAtMs: z.number(),
    lines: z.int(),
    amountMinor: z.int(),
    standing: standingSchema,
    /** Each payment of it. Two are one too many: the tills could not hear each other. */
    payments: z
      .array(z.object({workstationId: workstationIdSchema, receiptNumber: z.string()}).readonly())
      .readonly(),
    /** The open sale; empty once it is ended. */
    text: z.string(),
  })
  .readonly();
export type SuspendedSale = z.output<typeof suspendedSaleSchema>;

/** The document that the tills of a store share. */
export const suspendedSalesSchema = z
  .object({sales: z.array(suspendedSaleSchema).readonly()})
  .readonly();

/** The name of that document. */
export const SUSPENDED_DOCUMENT = 'suspended';

export const SUSPENDED_LIMITS = {
  /** Sales that wait or are taken: a new one more is refused, an old one is never dropped. */
  openMax: 100,
  /** Letters of all of them together. */
  textLengthMax: 1024 * 1024,
  /** What ended is remembered for so long, to know a second payment by. */
  endedKeptMs: 7 * 86_400_000,
  endedMax: 500,
} as const;

/** Paid more than once, by tills that could not hear each other. */
export function paidTwice({payments}: SuspendedSale): boolean {
  return payments.length > 1;
}
