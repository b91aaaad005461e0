import {z} from 'zod';
import {sequenceNumberSchema} from '../entry/transaction-key.ts';
import {hubIdSchema} from '../ids.ts';
import {versionField} from './frame.ts';

/**
 * Hub → terminal, where the hub has a standby: this journal is durable on the standby's disk, too,
 * up to here. Permits no deletion; a terminal that does not know it passes it over.
 */
export const mirroredJournalSchema = z.object({
  ...versionField,
  type: z.literal('mirroredJournal'),
  standbyId: hubIdSchema,
  sequenceNumber: sequenceNumberSchema,
});
export type MirroredJournal = z.output<typeof mirroredJournalSchema>;
