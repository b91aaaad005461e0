import {existsSync, readFileSync} from 'node:fs';
import {writeFileDurably} from '@holdfast/platform-node';
import {Fault, formatIssue} from '@holdfast/std';
import {bytesSchema, gatewayIncarnationSchema, hubIdSchema, publicKeySchema} from '@holdfast/wire';
import * as z from 'zod';
import {type Estate, parseEstate} from './estate.ts';

const bookSchema = z.object({
  v: z.literal(1),
  /** The hub that this machine stands by for, and where it was last reached. */
  hubId: hubIdSchema,
  host: z.string().min(1).max(253),
  port: z.int().min(1).max(65_535),
  keyPin: bytesSchema({min: 32, max: 32}),
  /** What people call this machine. */
  name: z.string().min(1).max(64),
  incarnation: gatewayIncarnationSchema,
  hubPublicKey: publicKeySchema,
  /** What the hub handed over, as it wrote it. */
  estate: z.string(),
});
export type StandbyBook = z.output<typeof bookSchema>;

/**
 * Whose standby this machine is; `undefined` for one that is none. Throws `database/corrupt` for a
 * file that cannot be read.
 */
export function readStandbyBook(file: string): StandbyBook | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return bookSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new Fault('database/corrupt', {file, reason: 'is no book of a standby'}, {cause});
  }
}

export function writeStandbyBook(file: string, book: StandbyBook): void {
  writeFileDurably(file, `${JSON.stringify(book, null, 2)}\n`);
}

/** What the hub handed over. Throws `database/corrupt`. */
export function estateOf(book: StandbyBook): Estate {
  const estate = parseEstate(book.estate);
  if (estate.ok) return estate.value;
  throw new Fault('database/corrupt', {what: 'estate', reason: formatIssue(estate.issue)});
}
