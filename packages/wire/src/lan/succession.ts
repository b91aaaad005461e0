import * as z from 'zod';
import {sequenceNumberSchema} from '../entry/transaction-key.ts';
import {journalIdSchema} from '../ids.ts';
import {publicKeySchema, sha256Schema, signatureSchema, versionField} from './frame.ts';

/**
 * Terminal → hub, in a session whose heads differ: which entry do you have here? Asked place by
 * place, it finds the last entry that both have.
 */
export const askEntryHashSchema = z.object({
  ...versionField,
  type: z.literal('askEntryHash'),
  sequenceNumber: sequenceNumberSchema,
});
export type AskEntryHash = z.output<typeof askEntryHashSchema>;

/** Hub → terminal. No hash: this hub has none there, or cannot say now. */
export const entryHashSchema = z.object({
  ...versionField,
  type: z.literal('entryHash'),
  sequenceNumber: sequenceNumberSchema,
  entryHash: sha256Schema.optional(),
});
export type EntryHashSaid = z.output<typeof entryHashSchema>;

/** The last entry that two histories of one journal share; 0 and zero bytes for none. */
export const lastCommonSchema = z.object({
  sequenceNumber: z.int().min(0),
  entryHash: sha256Schema,
});

/**
 * Terminal → hub, in a session of the journal that is to be closed: take its successor in. Both
 * signatures are over `successionMessage`, one by the key of this session's journal, one by the
 * successor's.
 */
export const succeedSchema = z.object({
  ...versionField,
  type: z.literal('succeed'),
  publicKey: publicKeySchema,
  lastCommon: lastCommonSchema,
  certificate: signatureSchema,
  proof: signatureSchema,
});
export type Succeed = z.output<typeof succeedSchema>;

/**
 * Hub → terminal: the successor is in the roster and its predecessor is closed. Asked again, the
 * same answer.
 */
export const succeededSchema = z.object({
  ...versionField,
  type: z.literal('succeeded'),
  journalId: journalIdSchema,
});
export type Succeeded = z.output<typeof succeededSchema>;
