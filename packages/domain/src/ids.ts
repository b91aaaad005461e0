import * as z from 'zod';
import {mustBe} from './parse-value.ts';

const ID = /^[A-Za-z0-9_-]{1,32}$/;
const idText = z
  .string(mustBe('text'))
  .regex(ID, mustBe('1 to 32 letters, digits, underscores or hyphens'));

/**
 * Names a store within its company. Safe in file names, DNS labels and URLs by its letters alone.
 */
export const retailStoreIdSchema = idText.brand<'RetailStoreId'>();
export type RetailStoreId = z.output<typeof retailStoreIdSchema>;

/** Names a point of sale within its store. People say till. */
export const workstationIdSchema = idText.brand<'WorkstationId'>();
export type WorkstationId = z.output<typeof workstationIdSchema>;

/** The hub keeps a journal too; this is the workstation it is written under. */
export const HUB_WORKSTATION_ID: WorkstationId = workstationIdSchema.parse('hub');

/** Who signed on. A number or short name, never a person's full name. */
export const operatorIdSchema = idText.brand<'OperatorId'>();
export type OperatorId = z.output<typeof operatorIdSchema>;

/** The drawer that is counted. It may move between workstations. */
export const tillIdSchema = idText.brand<'TillId'>();
export type TillId = z.output<typeof tillIdSchema>;

/** The first 80 bits of the SHA-256 of a journal's public key, in Crockford base32. */
export const journalIdSchema = z
  .string(mustBe('text'))
  .regex(/^[0-9A-HJKMNP-TV-Z]{16}$/, mustBe('16 letters and digits of Crockford base32'))
  .brand<'JournalId'>();
export type JournalId = z.output<typeof journalIdSchema>;

/** POSLog's SequenceNumber is an unsigned 32-bit number, given by the workstation. */
export const SEQUENCE_NUMBER_MAX = 4_294_967_295;

/** A journal's count of entries: 1, 2, 3… without gaps. */
export const sequenceNumberSchema = z.int(mustBe('a whole number')).min(1).max(SEQUENCE_NUMBER_MAX);

/** Identity of a transaction, for ever. Made and saved by the terminal before anything is sent. */
export const transactionKeySchema = z
  .object({
    retailStoreId: retailStoreIdSchema,
    workstationId: workstationIdSchema,
    journalId: journalIdSchema,
    sequenceNumber: sequenceNumberSchema,
  })
  .readonly();
export type TransactionKey = z.output<typeof transactionKeySchema>;
