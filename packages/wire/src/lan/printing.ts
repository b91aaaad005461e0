import * as z from 'zod';
import {PAPER_COLUMNS, PAPER_ENCODINGS, paperDocumentSchema} from '../paper/paper-document.ts';
import {versionField, wallMsSchema} from './frame.ts';

/** Drawn by the till, once a piece of paper. */
const printJobIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{8,43}$/, 'must be 8 to 43 of A–Z a–z 0–9 _ -');

export const printerNameSchema = z
  .string()
  .regex(/^[a-z0-9-]{1,24}$/, 'must be 1 to 24 of a–z 0–9 -');

/** What is wrong with a printer, as precisely as it can be known from outside. */
export const PRINTER_PROBLEMS = [
  /** Nobody answers at its address: no power, no cable, another address. */
  'unreachable',
  /** Something answers there, and prints nothing: wrong port, or busy with another connection. */
  'connection-refused',
  /** It takes the connection and does not say how it is. */
  'silent',
  'paper-out',
  'cover-open',
  /** It says that it is off-line, and not why. */
  'offline',
  /** Its knife, its head or its supply: what only its own lights tell. */
  'faulty',
  /** The connection broke while it was printing. */
  'cut-off',
  /** The file or device cannot be written. */
  'unwritable',
] as const;
export const printerProblemSchema = z.enum(PRINTER_PROBLEMS);
export type PrinterProblem = (typeof PRINTER_PROBLEMS)[number];

/**
 * What became of something to print. `printed`: the printer says so. `sent`: to one that never
 * says. `unsure`: some of it may be on paper; `stale`: it waited too long. Both wait for a person.
 */
export const PRINT_STATES = [
  'waiting',
  'printing',
  'printed',
  'sent',
  'unsure',
  'stale',
  'cancelled',
  'refused',
] as const;
export const printStateNameSchema = z.enum(PRINT_STATES);
export type PrintStateName = (typeof PRINT_STATES)[number];

/**
 * Terminal → hub: print this at my printer. Asked again under its id, it is the same paper. With
 * `drawer` it opens the drawer first, now or never; without blocks it does nothing else.
 */
export const printPaperSchema = z.object({
  ...versionField,
  type: z.literal('printPaper'),
  jobId: printJobIdSchema,
  /** What people call it: the receipt's number. */
  title: z.string().min(1).max(64),
  document: paperDocumentSchema,
  drawer: z.boolean(),
});
export type PrintPaper = z.output<typeof printPaperSchema>;

/**
 * Terminal → hub: a person's word about something that was not printed. `again` prints what may
 * be on paper already with a mark that says so.
 */
export const decidePrintSchema = z.object({
  ...versionField,
  type: z.literal('decidePrint'),
  jobId: printJobIdSchema,
  wish: z.enum(['again', 'cancel', 'move']),
  /** With `move`: where to. */
  printer: printerNameSchema.optional(),
});
export type DecidePrint = z.output<typeof decidePrintSchema>;

/** Hub → terminal, after `welcome` and at every change: the store's printers. */
export const printersSchema = z.object({
  ...versionField,
  type: z.literal('printers'),
  printers: z
    .array(
      z.object({
        name: printerNameSchema,
        /** As a person would look for it: `192.168.1.50`. */
        place: z.string().max(253),
        columns: z.literal(PAPER_COLUMNS),
        encoding: z.enum(PAPER_ENCODINGS),
        /** This till's. */
        yours: z.boolean(),
        /** As it was met last. */
        problem: printerProblemSchema.optional(),
      }),
    )
    .max(64),
});
export type Printers = z.output<typeof printersSchema>;

/** Hub → terminal: what became of something it asked to print, at every change. */
export const printStateSchema = z.object({
  ...versionField,
  type: z.literal('printState'),
  jobId: printJobIdSchema,
  title: z.string().max(64),
  state: printStateNameSchema,
  printer: printerNameSchema.optional(),
  problem: printerProblemSchema.optional(),
  /** Why it was refused: `no-printer`, `queue-full`, `card-data`. */
  refusal: z.string().max(32).optional(),
  /** When it was asked for. */
  askedAtMs: wallMsSchema,
});
export type PrintState = z.output<typeof printStateSchema>;
