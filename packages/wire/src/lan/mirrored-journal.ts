import * as z from 'zod';
import {hubIdSchema} from '../ids.ts';
import {versionField} from './frame.ts';

/**
 * Hub → terminal, where the hub has a standby: this journal is durable on the standby's disk, too,
 * up to here, which may be less than was said before. Permits no deletion; a terminal that does not
 * know it passes it over.
 */
export const mirroredJournalSchema = z.object({
  ...versionField,
  type: z.literal('mirroredJournal'),
  standbyId: hubIdSchema,
  sequenceNumber: z.int().min(0),
});
export type MirroredJournal = z.output<typeof mirroredJournalSchema>;
