import {businessDayDateSchema} from '@holdfast/domain';
import * as z from 'zod';

const dayTotalSchema = z
  .object({
    workstationId: z.string(),
    currencyCode: z.string(),
    transactions: z.int(),
    /** What was sold less what was taken back, in minor units. */
    amountMinor: z.int(),
  })
  .readonly();

/** `GET /v1/day-totals`: one business day of this hub, a line a till and currency. */
export const dayTotalsSchema = z
  .object({
    businessDayDate: businessDayDateSchema,
    totals: z.array(dayTotalSchema).readonly(),
    /** Of the current ledger: the totals reach to `countedPosition`, the ledger to `position`. */
    countedPosition: z.int(),
    position: z.int(),
  })
  .readonly();
export type DayTotals = z.output<typeof dayTotalsSchema>;
