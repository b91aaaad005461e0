import {type Quantity, quantitySchema} from '@holdfast/domain';
import * as z from 'zod';
import {hasCheckDigit} from './gtin.ts';

/** Digits that stand there, the item, digits passed over, the price or weight, the check digit. */
const PATTERN = /^(2\d\d*)X*(I{1,8})X*(P{2,8}|W{2,8})X*C$/;
const LENGTH = 13;

/**
 * How a store's own scales and label printers write a price or a weight into an EAN-13 (prefixes 20
 * to 29, GS1 General Specifications §1.4.5 and §2.1.12.2), such as `2 0IIIII PPPPP C`: `I` the
 * item's code, `P` its price in minor units, `W` its weight in grams, `X` a digit that is passed
 * over, `C` the check digit. Blanks are for the eye.
 */
export const priceBarcodeSchema = z
  .strictObject({
    pattern: z
      .string()
      .max(32)
      .transform(text => text.replaceAll(' ', ''))
      .refine(text => text.length === LENGTH && PATTERN.test(text), {
        error:
          'must be 13 letters such as "2 0IIIII PPPPP C": 20 to 29, I for the item, P or W, C at the end',
      }),
  })
  .readonly();
export type PriceBarcode = z.output<typeof priceBarcodeSchema>;

/** What one of the store's own labels says. */
export type Label =
  | {readonly kind: 'price'; readonly codes: readonly string[]; readonly priceMinor: number}
  | {readonly kind: 'weight'; readonly codes: readonly string[]; readonly quantity: Quantity}
  /** Its form is one of the store's labels, and its check digit is not that of its digits. */
  | {readonly kind: 'wrongCheckDigit'}
  /** It says a price or a weight of nothing. */
  | {readonly kind: 'nothing'};

/** Reads a label by the first scheme whose digits it begins with; `undefined` for other codes. */
export function readLabel(code: string, schemes: readonly PriceBarcode[]): Label | undefined {
  if (!/^\d{13}$/.test(code)) return undefined;
  const scheme = schemes.find(({pattern}) => code.startsWith(fixedDigits(pattern)));
  if (!scheme) return undefined;
  if (!hasCheckDigit(code)) return {kind: 'wrongCheckDigit'};
  const {pattern} = scheme;
  const digits = (letter: string) =>
    code.slice(pattern.indexOf(letter), pattern.lastIndexOf(letter) + 1);
  const item = digits('I');
  const codes = [...new Set([item, item.replace(/^0+(?=\d)/, '')])];
  if (pattern.includes('P')) {
    const priceMinor = Number(digits('P'));
    return priceMinor === 0 ? {kind: 'nothing'} : {kind: 'price', codes, priceMinor};
  }
  const grams = Number(digits('W'));
  const quantity = quantitySchema.safeParse((grams / 1_000).toFixed(3));
  return quantity.success ? {kind: 'weight', codes, quantity: quantity.data} : {kind: 'nothing'};
}

/** Where two of them begin alike, nobody could tell by which one a label is to be read. */
export function beginAlike(schemes: readonly PriceBarcode[]): boolean {
  const starts = schemes.map(({pattern}) => fixedDigits(pattern));
  return starts.some((start, at) =>
    starts.some((other, place) => place !== at && other.startsWith(start)),
  );
}

function fixedDigits(pattern: string): string {
  return /^\d+/.exec(pattern)?.[0] ?? '';
}
