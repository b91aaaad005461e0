import {assert, issue, type Parsed, parsed} from '@holdfast/std';
import * as z from 'zod';
import {type CurrencyCode, currencyExponent} from './currency.ts';
import {type Decimal, decimalFrom, equalDecimals, formatDecimal, roundDecimal} from './decimal.ts';
import {mustBe} from './parse-value.ts';

/**
 * An exact amount in the currency's minor unit (cents for EUR, yen for JPY), as a safe integer, in
 * memory and in JSON. A transaction has one currency, named once in its header, so an amount is a
 * plain number in a field that ends in `Minor`. No fraction of a minor unit exists: whoever divides
 * uses {@link allocate}.
 */
export const amountMinorSchema = z.int(mustBe('a whole number of minor units'));

/** For fields whose sign is carried by what they stand in: a sale, a return, a pickup. */
export const magnitudeMinorSchema = amountMinorSchema.min(0, 'must not be negative');

/**
 * Reads `-12.50` exactly. Refuses more decimals than the currency has, rather than round them away.
 */
export function parseAmount(text: string, currencyCode: CurrencyCode): Parsed<number> {
  const decimal = decimalFrom(text);
  if (!decimal) return issue('', 'must be a decimal number such as -12.50');
  const exponent = currencyExponent(currencyCode);
  const minor = roundDecimal(decimal, exponent);
  if (!equalDecimals(minor, decimal))
    return issue('', `has more than the ${exponent} decimals of ${currencyCode}`);
  const amountMinor = Number(minor.units);
  return Number.isSafeInteger(amountMinor)
    ? parsed(amountMinor)
    : issue('', 'is larger than can be counted exactly');
}

/**
 * Writes `-12.50`, with exactly the currency's decimals, a point, and no grouping. For files, not
 * for people.
 */
export function formatAmount(amountMinor: number, currencyCode: CurrencyCode): string {
  assert(Number.isSafeInteger(amountMinor), 'an amount is a safe integer');
  return formatDecimal({units: BigInt(amountMinor), scale: currencyExponent(currencyCode)});
}

/**
 * A decimal number of major units as minor units; a half goes away from zero. `undefined` beyond
 * safe integers.
 */
export function minorFromDecimal(decimal: Decimal, currencyCode: CurrencyCode): number | undefined {
  const amountMinor = Number(roundDecimal(decimal, currencyExponent(currencyCode)).units);
  return Number.isSafeInteger(amountMinor) ? amountMinor : undefined;
}

/**
 * Splits `whole` in proportion to `weights` (each ≥ 0, one at least above 0). The parts always add
 * up to the whole; leftover units go one each to the earliest parts that carry weight.
 * @example allocate(-100, [1, 1, 1]) gives [-34, -33, -33].
 */
export function allocate(whole: number, weights: readonly number[]): number[] {
  assert(Number.isSafeInteger(whole), 'an amount is a safe integer');
  assert(
    weights.every(weight => Number.isSafeInteger(weight) && weight >= 0),
    'weights are whole numbers, none negative',
  );
  const sum = weights.reduce((total, weight) => total + BigInt(weight), 0n);
  assert(sum > 0n, 'some part carries weight');
  const parts = weights.map(weight => (BigInt(whole) * BigInt(weight)) / sum);
  let left = BigInt(whole) - parts.reduce((total, part) => total + part, 0n);
  const unit = left < 0n ? -1n : 1n;
  return parts.map((part, at) => {
    if (left === 0n || weights[at] === 0) return Number(part);
    left -= unit;
    return Number(part + unit);
  });
}

/**
 * Rounds what is paid in coins to the smallest coin (5 or 10 minor units…); a half goes away from
 * zero. `differenceMinor` is what the `Rounding` line carries: rounded − amount.
 */
export function roundCash({amountMinor, stepMinor}: {amountMinor: number; stepMinor: number}): {
  readonly roundedMinor: number;
  readonly differenceMinor: number;
} {
  assert(Number.isSafeInteger(amountMinor), 'an amount is a safe integer');
  assert(Number.isSafeInteger(stepMinor) && stepMinor > 0, 'a coin has a worth');
  const [amount, step] = [BigInt(amountMinor), BigInt(stepMinor)];
  const magnitude = amount < 0n ? -amount : amount;
  const rounded = ((2n * magnitude + step) / (2n * step)) * step;
  const roundedMinor = Number(amount < 0n ? -rounded : rounded) + 0;
  return {roundedMinor, differenceMinor: roundedMinor - amountMinor};
}
