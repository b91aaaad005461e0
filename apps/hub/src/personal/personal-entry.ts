import {formatReceiptNumber, parsePersonalData, personalDataSchema} from '@holdfast/domain';
import {utf8Decode} from '@holdfast/std';
import {type JournalEntry, transactionKeyOf, transactionKeySchema} from '@holdfast/wire';
import * as z from 'zod';

const SALT_BYTES = 16;

/** A transaction that has, or had, personal data beside it. */
export const personalEntrySchema = z
  .object({
    receiptNumber: z.string(),
    key: transactionKeySchema,
    /** Whether the data is here, or a signed erasure took it. */
    state: z.enum(['kept', 'erased']),
    /** Only where it was asked for. */
    personal: personalDataSchema.optional(),
  })
  .readonly();
export type PersonalEntry = z.output<typeof personalEntrySchema>;

/** What an erasure came to. */
export const erasureReportSchema = z
  .object({
    /** Those named by it: none where all were erased before. */
    entries: z.array(personalEntrySchema.unwrap().pick({receiptNumber: true, key: true})),
    /** It is recorded, but something still holds a file: the hub goes on trying. */
    pending: z.boolean(),
  })
  .readonly();
export type ErasureReport = z.output<typeof erasureReportSchema>;

/** What lies beside an entry; empty for what no version of ours wrote. */
export function readPersonal({personal}: JournalEntry): z.output<typeof personalDataSchema> {
  if (!personal) return {};
  try {
    const read = parsePersonalData(utf8Decode(personal.subarray(SALT_BYTES)));
    return read.ok ? read.value : {};
  } catch {
    return {};
  }
}

/** The entry without what lies beside it. */
export function describePersonal({header}: JournalEntry): Omit<PersonalEntry, 'state'> {
  const key = transactionKeyOf(header);
  return {receiptNumber: formatReceiptNumber(key), key};
}
