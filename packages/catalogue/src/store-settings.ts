import {type CurrencyCode, currencyCodeSchema, mustBe, parseAmount} from '@holdfast/domain';
import {fromBase64Url} from '@holdfast/std';
import * as z from 'zod';
import {discountPolicySchema} from './discount-policy.ts';
import {beginAlike, priceBarcodeSchema} from './price-barcode.ts';
import {tendersSchema} from './tender.ts';
import {tillKeysSchema} from './till-keys.ts';

const line = z.string().min(1).max(64);

const taxGroupSchema = z
  .strictObject({
    /** What items name it by: `A`, `reduced`. */
    id: z.string().regex(/^[A-Za-z0-9-]{1,16}$/, mustBe('1 to 16 of A–Z a–z 0–9 -')),
    percent: z
      .string()
      .regex(/^(?:0|[1-9]\d?)(?:\.\d{1,3})?$/, mustBe('decimal text such as "13" or "7.7"')),
    /** Whether prices contain it already. */
    included: z.boolean(),
  })
  .readonly();
export type TaxGroup = z.output<typeof taxGroupSchema>;

/** So wide a picture fits the narrowest paper: 58 mm have 384 dots. */
export const LOGO_WIDTH_DOTS_MAX = 384;
export const LOGO_HEIGHT_DOTS_MAX = 240;

/** A picture of black dots on white: rows of bits from the top, in base64url. */
const logoSchema = z
  .strictObject({
    width_dots: z.int().min(8).max(LOGO_WIDTH_DOTS_MAX).multipleOf(8),
    height_dots: z.int().min(1).max(LOGO_HEIGHT_DOTS_MAX),
    rows: z.string().max(Math.ceil((LOGO_WIDTH_DOTS_MAX / 8) * LOGO_HEIGHT_DOTS_MAX * (4 / 3))),
  })
  .refine(
    ({width_dots, height_dots, rows}) =>
      fromBase64Url(rows)?.length === (width_dots / 8) * height_dots,
    {path: ['rows'], error: 'must be as many bits as the picture has dots'},
  )
  .readonly();

export type StoreLogo = z.output<typeof logoSchema>;

/** What a store says of itself, on screens and on its receipts, and how it takes money. */
export const storeSettingsSchema = z
  .strictObject({
    name: z.string().min(1).max(64),
    address: z.array(line).max(6).default([]).readonly(),
    tax_id: z.string().max(32).default(''),
    currency: currencyCodeSchema,
    /** The hour of the store's own clock at which a business day begins. */
    day_start_hour: z.int().min(0).max(23).default(4),
    receipt: z
      .strictObject({
        header: z.array(line).max(8).default([]).readonly(),
        footer: z.array(line).max(8).default([]).readonly(),
        /** What `store set --logo` made of a picture. */
        logo: logoSchema.optional(),
      })
      .readonly()
      .prefault({}),
    tax_group: z.array(taxGroupSchema).min(1).max(16).readonly(),
    /** What customers may pay with, in the order in which it is offered. */
    tenders: tendersSchema,
    /** The smallest coin, in major units: `0.05`. What is paid in cash is rounded to it. */
    cash_rounding: z
      .string()
      .regex(/^\d{1,4}(?:\.\d{1,3})?$/, mustBe('decimal text such as "0.05"'))
      .optional(),
    discount: discountPolicySchema.prefault({}),
    price_barcode: z.array(priceBarcodeSchema).max(10).default([]).readonly(),
    keys: tillKeysSchema.prefault({}),
  })
  .refine(({tax_group: groups}) => allDiffer(groups.map(({id}) => id)), {
    path: ['tax_group'],
    error: 'names one id twice',
  })
  .refine(({keys, tenders}) => allDiffer([...Object.values(keys), ...keysOf(tenders)]), {
    path: ['keys'],
    error: 'gives one key to two things',
  })
  .refine(({price_barcode: schemes}) => !beginAlike(schemes), {
    path: ['price_barcode'],
    error: 'has two patterns that begin with the same digits',
  })
  .refine(settings => settings.cash_rounding === undefined || cashStepMinor(settings) > 0, {
    path: ['cash_rounding'],
    error: 'must be above zero, with no more decimals than the currency has',
  })
  .readonly();
export type StoreSettings = z.output<typeof storeSettingsSchema>;

/** The smallest coin in minor units; 1 where cash is not rounded, 0 for one that is none. */
export function cashStepMinor(store: {
  readonly cash_rounding?: string | undefined;
  readonly currency: CurrencyCode;
}): number {
  if (store.cash_rounding === undefined) return 1;
  const step = parseAmount(store.cash_rounding, store.currency);
  return step.ok ? step.value : 0;
}

function allDiffer(texts: readonly string[]): boolean {
  return new Set(texts).size === texts.length;
}

function keysOf(tenders: readonly {readonly key?: string | undefined}[]): string[] {
  return tenders.flatMap(({key}) => (key === undefined ? [] : [key]));
}
