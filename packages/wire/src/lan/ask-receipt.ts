import * as z from 'zod';
import {transactionKeySchema} from '../entry/transaction-key.ts';
import {WIRE_LIMITS} from '../limits.ts';
import {bytesSchema, versionField} from './frame.ts';

/** A terminal counts its questions, so that an answer finds the one it belongs to. */
const questionSchema = z.int().min(1);

/** One transaction as it was recorded: its key, and its body byte for byte. */
const recordedSchema = z
  .object({
    key: transactionKeySchema,
    /** As its paper says. */
    receiptNumber: z.string().max(64),
    body: bytesSchema({min: 2, max: WIRE_LIMITS.bodyBytesMax}),
  })
  .readonly();

/**
 * Terminal → hub, in an open session: what stands behind this receipt number, please, and what came
 * back of it. A hub that does not know the question does not answer.
 */
export const askReceiptSchema = z.object({
  ...versionField,
  type: z.literal('askReceipt'),
  question: questionSchema,
  receiptNumber: z.string().min(1).max(64),
});
export type AskReceipt = z.output<typeof askReceiptSchema>;

/** Hub → terminal: that. */
export const receiptAnswerSchema = z.object({
  ...versionField,
  type: z.literal('receiptAnswer'),
  question: questionSchema,
  /** Nearly always one; none where the hub does not have it. */
  found: z.array(recordedSchema).max(4),
  /** Returns and voids that name it. */
  returns: z.array(recordedSchema).max(256),
  /** False where there were more than one answer carries, or the hub's index is behind. */
  complete: z.boolean(),
});
export type ReceiptAnswer = z.output<typeof receiptAnswerSchema>;
