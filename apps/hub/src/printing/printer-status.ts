import {printerSchema, printJobSchema} from '@holdfast/printing';
import {printerProblemSchema} from '@holdfast/wire';
import * as z from 'zod';

/** A printer, and how it was met last. */
export const printerStatusSchema = z
  .object({
    ...printerSchema.unwrap().shape,
    /** None where it was ready, or nobody has asked it yet. */
    problem: printerProblemSchema.optional(),
    waiting: z.int(),
  })
  .readonly();
export type PrinterStatus = z.output<typeof printerStatusSchema>;

/** A job of the print queue, without what stands on the paper. */
export const printJobStatusSchema = printJobSchema
  .unwrap()
  .omit({document: true, drawer: true, releasedAtMs: true})
  .readonly();
export type PrintJobStatus = z.output<typeof printJobStatusSchema>;
