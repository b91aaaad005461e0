import {zonedDateTimeSchema} from '@holdfast/domain';
import {type FaultCode, isFault} from '@holdfast/std';
import * as z from 'zod';

/** Refusals that leave no trace in the journal. */
const KEPT_NOTHING: readonly FaultCode[] = [
  ...(['submission/malformed', 'submission/too-large', 'submission/card-data'] as const),
  ...(['submission/busy', 'journal/full', 'database/disk-full', 'journal/read-only'] as const),
  'terminal/stopped',
];

/**
 * A sale whose payment was begun: what it takes to end it after a crash exactly as it was begun.
 */
export const payingSchema = z.object({
  saleId: z.string(),
  cashMinor: z.int(),
  endedAt: zonedDateTimeSchema,
  operatorId: z.string(),
});

/** Whether nothing of a submission is in the journal, so that the sale is open as before. */
export function keptNothing(error: unknown): boolean {
  return KEPT_NOTHING.some(code => isFault(error, code));
}
