import * as z from 'zod';
import {currencyCodeSchema} from './currency.ts';
import {operatorIdSchema} from './ids.ts';
import {amountMinorSchema, magnitudeMinorSchema} from './money.ts';
import {mustBe} from './parse-value.ts';
import {quantitySchema, unitPriceSchema} from './quantity.ts';
import {tenderTypeSchema} from './tender-type.ts';
import {freeTextSchema, referenceSchema} from './text.ts';
import {transactionLinkSchema} from './transaction-link.ts';

const percentSchema = z
  .string(mustBe('decimal text such as "19"'))
  .regex(/^(?:0|[1-9]\d{0,3})(?:\.\d{1,6})?$/, mustBe('decimal text such as "19" or "7.7"'));

const line = {
  /** Rises within the transaction; gaps are allowed. */
  lineNumber: z.int(mustBe('a whole number')).min(1),
  /** Taken back before the transaction ended: kept as evidence, left out of every sum. */
  voidFlag: z.boolean(mustBe('true or false')).optional(),
};

/**
 * What a modifier is (POSLog RetailPriceModifier MethodCode): another price for one line, money off
 * one line, or this line's share of money off the sale.
 */
export const PRICE_MODIFIER_METHODS = ['priceOverride', 'lineDiscount', 'saleDiscount'] as const;

/**
 * What changes a regular price (POSLog RetailPriceModifier). Added to it: a discount is negative, a
 * surcharge positive.
 */
const retailPriceModifierSchema = z
  .object({
    amountMinor: amountMinorSchema,
    reason: freeTextSchema.optional(),
    /** As announced to the customer; the amount rules. */
    percent: percentSchema.optional(),
    methodCode: z.enum(PRICE_MODIFIER_METHODS).optional(),
    /** Who else let it be, where the operator alone may not. */
    approverId: operatorIdSchema.optional(),
  })
  .readonly();
export type RetailPriceModifier = z.output<typeof retailPriceModifierSchema>;

/** `deposit`: a refundable pledge sold as an item, such as a bottle's. */
export const ITEM_TYPES = ['stock', 'service', 'deposit', 'giftCard'] as const;

const item = {
  /** SKU, PLU or GTIN. */
  itemId: referenceSchema,
  description: freeTextSchema.optional(),
  itemType: z.enum(ITEM_TYPES),
  quantity: quantitySchema,
  /** UN/ECE Recommendation 20 code, such as KGM or LTR; pieces where there is none. */
  unitOfMeasure: referenceSchema.optional(),
  regularSalesUnitPrice: unitPriceSchema,
  /** Quantity × regular unit price, before modifiers; never negative. */
  extendedAmountMinor: magnitudeMinorSchema,
  priceModifiers: z.array(retailPriceModifierSchema).readonly().optional(),
  /** Names the `Tax` line that covers this item. */
  taxGroup: referenceSchema.optional(),
};

/** Goods or services that go out: adds extended amount + modifiers to the total. */
const saleLineSchema = z.object({...line, kind: z.literal('Sale'), ...item}).readonly();

/**
 * Goods that come back: takes extended amount + modifiers from the total. Its own amounts are not
 * negative.
 */
const returnLineSchema = z
  .object({
    ...line,
    kind: z.literal('Return'),
    ...item,
    reason: freeTextSchema.optional(),
    transactionLink: transactionLinkSchema.optional(),
  })
  .readonly();

/** A price modifier on the transaction as a whole: a discount is negative. */
const discountLineSchema = z
  .object({
    ...line,
    kind: z.literal('Discount'),
    amountMinor: amountMinorSchema,
    reason: freeTextSchema.optional(),
    percent: percentSchema.optional(),
  })
  .readonly();

/**
 * Money put down on something not yet handed over: positive when taken, negative when used or given
 * back.
 */
const depositLineSchema = z
  .object({
    ...line,
    kind: z.literal('Deposit'),
    amountMinor: amountMinorSchema,
    reference: referenceSchema.optional(),
    description: freeTextSchema.optional(),
  })
  .readonly();

/** One tax group's share. Negative where the transaction takes goods back. */
const taxLineSchema = z
  .object({
    ...line,
    kind: z.literal('Tax'),
    taxGroup: referenceSchema,
    percent: percentSchema,
    taxableAmountMinor: amountMinorSchema,
    taxAmountMinor: amountMinorSchema,
    /**
     * Whether the prices contain it already. Tax that they do not contain is added to the total.
     */
    included: z.boolean(mustBe('true or false')),
  })
  .readonly();

/**
 * A means of payment. A refund is negative. Card numbers never stand here, only what the acquirer
 * calls the payment.
 */
const tenderLineSchema = z
  .object({
    ...line,
    kind: z.literal('Tender'),
    tenderType: tenderTypeSchema,
    amountMinor: amountMinorSchema,
    /** The payment's name at its acquirer or wallet: opaque. */
    reference: referenceSchema.optional(),
    authorizationCode: referenceSchema.optional(),
    /**
     * First six and last four digits at most (PCI DSS 4.0.1, 3.4.1), such as `411111******1111`.
     */
    cardNumberMasked: z
      .string(mustBe('text'))
      .regex(
        /^\d{0,6}[*xX•.]{2,}\d{0,4}$/,
        mustBe('at most six leading and four trailing digits around stars'),
      )
      .max(32)
      .optional(),
    /** Approved without the acquirer: the risk is the merchant's. */
    offlineFlag: z.boolean(mustBe('true or false')).optional(),
    /** What was handed over, if in another currency than the transaction's. */
    foreignAmount: z
      .object({currencyCode: currencyCodeSchema, amountMinor: amountMinorSchema})
      .readonly()
      .optional(),
  })
  .readonly();

/** Given back out of the drawer: positive. */
const tenderChangeLineSchema = z
  .object({
    ...line,
    kind: z.literal('TenderChange'),
    tenderType: tenderTypeSchema,
    amountMinor: amountMinorSchema,
  })
  .readonly();

/** Cash rounding: rounded − exact, as `roundCash` gives it. Changes what is paid, not the total. */
const roundingLineSchema = z
  .object({...line, kind: z.literal('Rounding'), amountMinor: amountMinorSchema})
  .readonly();

/** The parts of a retail transaction (POSLog LineItem). A closed list. */
export const lineItemSchema = z.discriminatedUnion('kind', [
  saleLineSchema,
  returnLineSchema,
  discountLineSchema,
  depositLineSchema,
  taxLineSchema,
  tenderLineSchema,
  tenderChangeLineSchema,
  roundingLineSchema,
]);
export type LineItem = z.output<typeof lineItemSchema>;
export type SaleLine = z.output<typeof saleLineSchema>;
export type ReturnLine = z.output<typeof returnLineSchema>;
export type TenderLine = z.output<typeof tenderLineSchema>;
