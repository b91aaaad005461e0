import {
  PRINT_STATES,
  paperDocumentSchema,
  printerNameSchema,
  printerProblemSchema,
} from '@holdfast/wire';
import * as z from 'zod';

/** Something to print, as it lies on the hub's disk. */
export const printJobSchema = z
  .object({
    workstationId: z.string(),
    jobId: z.string(),
    title: z.string(),
    printer: printerNameSchema,
    state: z.enum(PRINT_STATES).exclude(['refused']),
    problem: printerProblemSchema.optional(),
    /** What is to be printed; gone once that is over. */
    document: paperDocumentSchema.optional(),
    /** The drawer is still to be opened. */
    drawer: z.boolean(),
    askedAtMs: z.number(),
    /** When a person last said to print it; what counts for growing stale. */
    releasedAtMs: z.number(),
    /** Some of it went to a printer that did not confirm it: it is marked when it is printed. */
    perhapsPrinted: z.boolean(),
  })
  .readonly();
export type PrintJob = z.output<typeof printJobSchema>;

/** Names a job among those of all tills; good as the name of a file. */
export function printJobKey(job: Pick<PrintJob, 'workstationId' | 'jobId'>): string {
  return `${job.workstationId}.${job.jobId}`;
}

/** Nothing comes of it any more. */
export function isOver({state}: Pick<PrintJob, 'state'>): boolean {
  return state === 'printed' || state === 'sent' || state === 'cancelled';
}
