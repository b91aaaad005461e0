import type {JobDisk} from './ports.ts';
import {type PrintJob, printJobKey} from './print-job.ts';
import type {Printer} from './printer.ts';
import {PrinterBook} from './printer-book.ts';

/** A disk of jobs that outlives the queue on it, and can be made to fail. For tests. */
export class MemoryJobDisk implements JobDisk {
  readonly jobs = new Map<string, PrintJob>();
  /** Every state that was ever written, by job. */
  readonly history: string[] = [];
  full = false;

  async load(): Promise<readonly PrintJob[]> {
    return [...this.jobs.values()];
  }

  async keep(job: PrintJob): Promise<void> {
    if (this.full) throw new Error('the disk is full');
    this.history.push(`${job.jobId} ${job.state}`);
    this.jobs.set(printJobKey(job), job);
  }

  async drop(job: PrintJob): Promise<void> {
    this.jobs.delete(printJobKey(job));
  }
}

/** A book of these printers, in memory. For tests. */
export function memoryPrinterBook(
  printers: readonly (Partial<Printer> & {at: string})[],
): PrinterBook {
  const book = new PrinterBook({read: () => undefined, write: () => {}});
  printers.forEach((printer, at) => {
    const kept = book.keep({name: `printer-${at + 1}`, encoding: 'utf-8', ...printer});
    if (!kept.ok) throw new Error(`${kept.issue.field} ${kept.issue.reason}`);
  });
  return book;
}
