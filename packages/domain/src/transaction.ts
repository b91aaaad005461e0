import * as z from 'zod';
import {businessDayDateSchema, zonedDateTimeSchema} from './calendar.ts';
import {currencyCodeSchema} from './currency.ts';
import {operatorIdSchema, tillIdSchema} from './ids.ts';
import {lineItemSchema} from './line-item.ts';
import {amountMinorSchema, magnitudeMinorSchema} from './money.ts';
import {mustBe} from './parse-value.ts';
import {tenderTypeSchema} from './tender-type.ts';
import {freeTextSchema, referenceSchema} from './text.ts';
import {transactionLinkSchema} from './transaction-link.ts';

/**
 * The TLOG: one self-contained record of business, in the words of POSLog 6. Store, workstation and
 * sequence are not repeated here: they are the key, and the key lives in the journal entry's
 * header.
 * Fields that this version does not know are ignored, never refused: the bytes are what is kept.
 */
const header = {
  businessDayDate: businessDayDateSchema,
  /** Wall clock of the terminal. A record for people; nothing is ordered by it. */
  beginDateTime: zonedDateTimeSchema,
  endDateTime: zonedDateTimeSchema,
  operatorId: operatorIdSchema,
  tillId: tillIdSchema.optional(),
  /** Made while training: kept and forwarded, left out of every total. */
  trainingModeFlag: z.boolean(mustBe('true or false')).optional(),
  /** The number another system knows this transaction by. */
  externalId: referenceSchema.optional(),
  /** Fields that an import made up because its source does not have them. */
  derived: z.array(referenceSchema).readonly().optional(),
};

/** POSLog Total, by its TotalType. */
const totalSchema = z
  .object({
    /**
     * What the customer owes: all lines and added taxes, before cash rounding. Negative in a
     * refund.
     */
    transactionGrandAmountMinor: amountMinorSchema,
    /** All `Tax` lines, included in the prices or added. */
    transactionTaxAmountMinor: amountMinorSchema,
  })
  .readonly();
export type Total = z.output<typeof totalSchema>;

/**
 * `void` takes an ended transaction back: its lines reverse the original's, so sums need no second
 * look.
 */
export const RETAIL_TRANSACTION_TYPES = ['sale', 'return', 'void'] as const;

/** Customer business. Its totals prove themselves: see `proveTotals`. */
export const retailTransactionSchema = z
  .object({
    kind: z.literal('RetailTransaction'),
    ...header,
    transactionType: z.enum(RETAIL_TRANSACTION_TYPES),
    currencyCode: currencyCodeSchema,
    lineItems: z.array(lineItemSchema).readonly(),
    total: totalSchema,
    /**
     * In a return: where the original was looked up. `none`: nobody could, and the approver let it
     * be.
     */
    lookedUpAt: z.enum(['terminal', 'hub', 'none']).optional(),
    /** Who else let it be, where the operator alone may not. */
    approverId: operatorIdSchema.optional(),
    /**
     * The sale that was suspended before, wherever that was: two transactions that name one were
     * paid by tills that could not hear each other.
     */
    suspendedSaleId: referenceSchema.optional(),
    /** In a `void`: the transaction it takes back. */
    voids: transactionLinkSchema.optional(),
  })
  .refine(({transactionType, voids}) => transactionType !== 'void' || voids !== undefined, {
    path: ['voids'],
    error: 'must name the transaction that is voided',
  })
  .readonly();
export type RetailTransaction = z.output<typeof retailTransactionSchema>;

/**
 * Money that moves without a customer: `loan` (the float) and `paidIn` into the drawer; `paidOut`,
 * `safeDrop` and `pickup` out of it; `declaration` is a count and moves nothing.
 */
export const TENDER_CONTROL_TYPES = [
  'loan',
  'paidIn',
  'paidOut',
  'safeDrop',
  'pickup',
  'declaration',
] as const;

export const tenderControlTransactionSchema = z
  .object({
    kind: z.literal('TenderControlTransaction'),
    ...header,
    controlType: z.enum(TENDER_CONTROL_TYPES),
    currencyCode: currencyCodeSchema,
    /** Never negative: the control type says which way. */
    tenders: z
      .array(z.object({tenderType: tenderTypeSchema, amountMinor: magnitudeMinorSchema}).readonly())
      .min(1, 'must name at least one tender')
      .readonly(),
    reason: freeTextSchema.optional(),
  })
  .readonly();
export type TenderControlTransaction = z.output<typeof tenderControlTransactionSchema>;

/**
 * What happens at a workstation without money: who was there, and when it could not work as it
 * should.
 */
export const CONTROL_TYPES = [
  'signOn',
  'signOff',
  'tillOpen',
  'tillClose',
  'noSale',
  'businessDayOpen',
  'businessDayClose',
  'xReport',
  'zReport',
  'receiptReprint',
  'deviceFault',
  'deviceRestored',
  'outageBegin',
  'outageEnd',
] as const;

export const controlTransactionSchema = z
  .object({
    kind: z.literal('ControlTransaction'),
    ...header,
    controlType: z.enum(CONTROL_TYPES),
    reason: freeTextSchema.optional(),
    /** What it is about, where it is about one: the receipt that was printed again. */
    transactionLink: transactionLinkSchema.optional(),
  })
  .readonly();
export type ControlTransaction = z.output<typeof controlTransactionSchema>;

export const transactionSchema = z.discriminatedUnion('kind', [
  retailTransactionSchema,
  tenderControlTransactionSchema,
  controlTransactionSchema,
]);

/** A transaction that came through the door: ids are branded, forms are checked. */
export type Transaction = z.output<typeof transactionSchema>;

/** A transaction as an application writes it down, before any check. */
export type TransactionDraft = z.input<typeof transactionSchema>;
