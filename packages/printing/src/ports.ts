import type {Bytes, Clock, Log} from '@holdfast/std';
import type {PrinterProblem} from '@holdfast/wire';
import type {PrintJob} from './print-job.ts';
import type {Printer} from './printer.ts';
import type {PrinterBook} from './printer-book.ts';

/** How one try to print ended. */
export type PrintOutcome =
  /** The printer says that it has printed. */
  | {readonly kind: 'printed'}
  /** It took everything, and is one that never says. */
  | {readonly kind: 'sent'}
  /** It may not begin: `begins` answered false. */
  | {readonly kind: 'withdrawn'}
  /** Nothing of it left; `kicked`: the drawer was opened all the same. */
  | {readonly kind: 'notReady'; readonly problem: PrinterProblem; readonly kicked: boolean}
  /** Some of it left, and nobody knows how much is on paper. */
  | {readonly kind: 'unsure'; readonly problem: PrinterProblem};

/** The way to the printers. Never rejects: what goes wrong is an outcome. */
export interface PrinterLink {
  /**
   * Asks the printer how it is, and prints where it can. `begins` is called before the first byte
   * of the paper leaves; where it answers false, none does.
   */
  print(
    asked: {
      readonly printer: Printer;
      /** What is printed; may be nothing. */
      readonly paper: Bytes;
      /** The drawer is to be opened. */
      readonly drawer: boolean;
      readonly begins: () => Promise<boolean>;
    },
    signal: AbortSignal,
  ): Promise<PrintOutcome>;
  /** What is wrong with it; `undefined` where it is ready. */
  look(printer: Printer, signal: AbortSignal): Promise<PrinterProblem | undefined>;
}

/** Where jobs outlive the hub. */
export interface JobDisk {
  load(): Promise<readonly PrintJob[]>;
  /** Resolves after the sync. */
  keep(job: PrintJob): Promise<void>;
  drop(job: PrintJob): Promise<void>;
}

export interface PrintQueuePorts {
  readonly disk: JobDisk;
  readonly book: PrinterBook;
  readonly link: PrinterLink;
  /** The bytes of a job for this printer. */
  readonly compose: (job: PrintJob, printer: Printer) => Bytes;
  readonly clock: Clock;
  readonly log: Log;
}

export const PRINT_LIMITS = {
  /** Older than this, a job waits for a person: nobody stands there for it any more. */
  staleMs: 5 * 60_000,
  /** Older than this, a drawer stays shut: nobody stands before it. */
  drawerMs: 10_000,
  /** How soon a printer that was not ready is asked again. */
  retryMs: 2_000,
  /** The same, when nothing waits for it. */
  lookMs: 15_000,
  /** Jobs that are not over, of all tills. */
  openMax: 500,
  /** Jobs that are over are known by their ids for a while: none is printed for a late question. */
  overMax: 1_000,
} as const;
