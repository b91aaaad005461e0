import {mustBe} from '@holdfast/domain';
import {PAPER_COLUMNS, PAPER_ENCODINGS, placeIdSchema, printerNameSchema} from '@holdfast/wire';
import * as z from 'zod';

const TCP = /^tcp:\/\/(\[[0-9a-fA-F:]{2,45}\]|[A-Za-z0-9.-]{1,253}):(\d{1,5})$/;
const FILE = /^file:(\/.{1,1000})$/;

/** A receipt printer of the store. */
export const printerSchema = z
  .strictObject({
    /** What people call it: `counter`, `bar`. */
    name: printerNameSchema,
    /** `tcp://192.168.1.50:9100`, or `file:/dev/usb/lp0`. */
    at: z
      .string()
      .refine(
        text => parsePrinterAddress(text) !== undefined,
        mustBe('tcp://host:port or file:/path'),
      ),
    columns: z.literal(PAPER_COLUMNS).default(42),
    encoding: z.enum(PAPER_ENCODINGS).default('gb18030'),
    /** The tills that print here; all of them where none is named. */
    tills: z.array(placeIdSchema).max(64).default([]).readonly(),
    /** The pin of its drawer connector that opens the drawer. */
    drawer_pin: z.literal([2, 5]).default(2),
    /** Whether it says how it is. One that does not is believed to have printed what it took. */
    answers: z.boolean().default(true),
  })
  .readonly();
export type Printer = z.output<typeof printerSchema>;

export type PrinterAddress =
  | {readonly kind: 'tcp'; readonly host: string; readonly port: number}
  | {readonly kind: 'file'; readonly path: string};

/** `undefined` for what is no address of a printer. */
export function parsePrinterAddress(text: string): PrinterAddress | undefined {
  const [, path] = FILE.exec(text) ?? [];
  if (path !== undefined) return {kind: 'file', path};
  const [, host = '', digits = ''] = TCP.exec(text) ?? [];
  const port = Number(digits);
  if (host === '' || port < 1 || port > 65_535) return undefined;
  return {kind: 'tcp', host: host.replace(/^\[|\]$/g, ''), port};
}

/** Where a person would look for it: `192.168.1.50`. */
export function printerPlace({at}: Pick<Printer, 'at'>): string {
  const address = parsePrinterAddress(at);
  return address?.kind === 'tcp' ? address.host : (address?.path ?? at).slice(0, 253);
}
