import {assert} from '@holdfast/std';
import * as z from 'zod';
import type {CurrencyCode} from './currency.ts';
import {currencyExponent} from './currency.ts';
import {type Decimal, decimalFrom, multiplyDecimals} from './decimal.ts';
import {minorFromDecimal} from './money.ts';
import {mustBe} from './parse-value.ts';

/**
 * How much of an item, as exact decimal text: `1`, `0.356`. Always above zero: whether goods go or
 * come back is said by the line, `Sale` or `Return`, never by a sign.
 */
export const quantitySchema = z
  .string(mustBe('decimal text such as "1" or "0.356"'))
  .regex(
    /^(?=.*[1-9])(?:0|[1-9]\d{0,8})(?:\.\d{1,6})?$/,
    mustBe('above zero, with at most 9 digits and 6 decimals'),
  )
  .brand<'Quantity'>();
export type Quantity = z.output<typeof quantitySchema>;

/**
 * A price for one, in major units as exact decimal text: `2.55`, `1.459` a litre. A price is a rate
 * and may be finer than the minor unit; only what it comes to, the extended amount, is money.
 */
export const unitPriceSchema = z
  .string(mustBe('decimal text such as "2.55"'))
  .regex(
    /^(?:0|[1-9]\d{0,11})(?:\.\d{1,6})?$/,
    mustBe('zero or more, with at most 12 digits and 6 decimals'),
  )
  .brand<'UnitPrice'>();
export type UnitPrice = z.output<typeof unitPriceSchema>;

export interface PricedQuantity {
  readonly quantity: Quantity;
  readonly regularSalesUnitPrice: UnitPrice;
}

/**
 * Unit price × quantity, rounded once; a half goes away from zero. `undefined` beyond safe
 * integers.
 */
export function extendedAmountMinor(
  priced: PricedQuantity,
  currencyCode: CurrencyCode,
): number | undefined {
  return minorFromDecimal(exactProduct(priced), currencyCode);
}

/**
 * Whether an extended amount can be what quantity × price comes to. Every way of rounding is
 * accepted (less than one minor unit apart), and a measured quantity stands for anything that
 * rounds to it: a price label of 4.62 over 12.99 a kilo prints 0.356 kg, which multiplies to
 * something else again.
 */
export function isExtension(
  priced: PricedQuantity & {readonly extendedAmountMinor: number},
  currencyCode: CurrencyCode,
): boolean {
  const plain = plainProductMinor(priced, currencyCode);
  if (plain !== undefined) return plain === priced.extendedAmountMinor;
  const product = exactProduct(priced);
  const quantity = exact(priced.quantity);
  const price = exact(priced.regularSalesUnitPrice);
  // Everything is compared in halves of the finest unit in play.
  const scale = product.scale + currencyExponent(currencyCode);
  const fine = (decimal: Decimal) => decimal.units * 2n * 10n ** BigInt(scale - decimal.scale);
  const stated = {
    units: BigInt(priced.extendedAmountMinor),
    scale: currencyExponent(currencyCode),
  };
  const apart = fine(stated) - fine(product);
  const minorUnit = fine({units: 1n, scale: currencyExponent(currencyCode)});
  const measured =
    quantity.scale === 0 ? 0n : fine({units: price.units, scale: product.scale}) / 2n;
  return (apart < 0n ? -apart : apart) < minorUnit + measured;
}

/**
 * The product in minor units where it is a whole number that a double holds exactly: counted goods
 * at a price no finer than the currency, which most lines are. `undefined` for the others.
 */
function plainProductMinor(
  {quantity, regularSalesUnitPrice}: PricedQuantity,
  currencyCode: CurrencyCode,
): number | undefined {
  if (quantity.includes('.')) return undefined;
  const point = regularSalesUnitPrice.indexOf('.');
  const decimals = point < 0 ? 0 : regularSalesUnitPrice.length - point - 1;
  const exponent = currencyExponent(currencyCode);
  if (decimals > exponent) return undefined;
  const digits =
    point < 0
      ? regularSalesUnitPrice
      : regularSalesUnitPrice.slice(0, point) + regularSalesUnitPrice.slice(point + 1);
  const product = Number(quantity) * Number(digits) * 10 ** (exponent - decimals);
  return Number.isSafeInteger(product) ? product : undefined;
}

function exactProduct({quantity, regularSalesUnitPrice}: PricedQuantity): Decimal {
  return multiplyDecimals(exact(quantity), exact(regularSalesUnitPrice));
}

function exact(text: Quantity | UnitPrice): Decimal {
  const decimal = decimalFrom(text);
  assert(decimal, 'a quantity or price is decimal text');
  return decimal;
}
