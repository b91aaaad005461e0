import {ledgerIdSchema, publicKeySchema} from '@holdfast/wire';
import {z} from 'zod';

/** The file that says what an export holds; written last, so that one without it is not whole. */
export const INDEX_FILE = 'index.json';

const segmentFileSchema = z
  .object({
    file: z.string().regex(/^[0-9A-Z.]+-\d+-\d+\.hfs$/, 'must be the name of a segment file'),
    ledgerId: ledgerIdSchema,
    first: z.int().min(1),
    last: z.int().min(1),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
  })
  .readonly();
export type SegmentFile = z.output<typeof segmentFileSchema>;

/** What an export adds up to, counted again from its files by whoever reads it. */
const sumsSchema = z
  .object({
    entries: z.int(),
    /** Of tills; the rest the hub itself wrote down. */
    transactions: z.int(),
    /** Of these, set aside with a reason, and in no sum. */
    quarantined: z.int(),
    /** Grand amounts in minor units, by currency. */
    amountsMinor: z.record(z.string(), z.int()),
  })
  .readonly();
export type ExportSums = z.output<typeof sumsSchema>;

export const exportIndexSchema = z
  .object({
    schema: z.literal('holdfast.ledger-export/1'),
    exportedAtMs: z.number(),
    store: z.object({id: z.string(), name: z.string()}).readonly(),
    hubId: z.string(),
    /** Every segment is signed with it; the hub's id is its hash. */
    hubPublicKey: publicKeySchema,
    /** How far each ledger had come, and its head there. */
    ledgers: z
      .array(
        z
          .object({
            ledgerId: ledgerIdSchema,
            /** Where it begins: what stood before was deleted by retention. Absent: at 1. */
            prunedTo: z
              .object({position: z.int().min(1), head: z.string().regex(/^[0-9a-f]{64}$/)})
              .readonly()
              .optional(),
            position: z.int().min(0),
            head: z.string().regex(/^[0-9a-f]{64}$/),
          })
          .readonly(),
      )
      .readonly(),
    segments: z.array(segmentFileSchema).readonly(),
    sums: sumsSchema,
  })
  .readonly();
export type ExportIndex = z.output<typeof exportIndexSchema>;
