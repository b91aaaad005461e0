export {
  type JobDisk,
  PRINT_LIMITS,
  type PrinterLink,
  type PrintOutcome,
  type PrintQueuePorts,
} from './ports.ts';
export {type PrintJob, printJobKey, printJobSchema} from './print-job.ts';
export {PrintQueue, type PrintRefusal} from './print-queue.ts';
export {type Printer, parsePrinterAddress, printerPlace, printerSchema} from './printer.ts';
export {PrinterBook, type PrinterDisk} from './printer-book.ts';
