import * as z from 'zod';
import {ledgerEntryTextSchema} from '../ledger-entry-text.ts';

/** Where one entry is: the words of every screen. */
export const ENTRY_CUSTODY = ['recorded', 'mirrored', 'held'] as const;

const hitSchema = z
  .object({
    ledgerId: z.string(),
    position: z.int(),
    workstationId: z.string(),
    journalId: z.string(),
    sequenceNumber: z.int(),
    receiptNumber: z.string(),
    kind: z.string(),
    quarantined: z.boolean(),
    voided: z.boolean(),
    businessDayDate: z.string().optional(),
    amountMinor: z.int().optional(),
    currencyCode: z.string().optional(),
    custody: z.enum(ENTRY_CUSTODY),
  })
  .readonly();
export type LedgerHit = z.output<typeof hitSchema>;

/** `GET /console/api/ledger`: what was found, newest first, and whether there is more. */
export const ledgerPageSchema = z
  .object({
    hits: z.array(hitSchema).readonly(),
    /** Where the next page begins; absent at the end. */
    before: z.object({ledgerId: z.string(), position: z.int()}).readonly().optional(),
    /** How far the index has read the current ledger; what is newer is not found yet. */
    indexedPosition: z.int(),
    position: z.int(),
  })
  .readonly();

/** `GET /console/api/ledger/entries/…`: one entry with its body, and where it is. */
export const foundEntrySchema = z
  .object({
    entry: ledgerEntryTextSchema,
    receiptNumber: z.string(),
    custody: z.enum(ENTRY_CUSTODY),
  })
  .readonly();

/** `GET /console/api/day`: one business day by till, hour and tender. */
export const consoleDaySchema = z
  .object({
    businessDayDate: z.string(),
    tills: z
      .array(
        z
          .object({
            workstationId: z.string(),
            currencyCode: z.string(),
            transactions: z.int(),
            amountMinor: z.int(),
          })
          .readonly(),
      )
      .readonly(),
    parts: z
      .array(
        z
          .object({
            part: z.discriminatedUnion('kind', [
              z.object({kind: z.literal('hour'), hour: z.int()}),
              z.object({kind: z.literal('tender'), tenderType: z.string()}),
            ]),
            currencyCode: z.string(),
            transactions: z.int(),
            amountMinor: z.int(),
          })
          .readonly(),
      )
      .readonly(),
    indexedPosition: z.int(),
    position: z.int(),
  })
  .readonly();
