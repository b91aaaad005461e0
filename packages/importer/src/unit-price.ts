import {type Decimal, roundDecimal} from '@holdfast/domain';
import {shortest} from './number-text.ts';

/** As fine as a unit price may be. */
const UNIT_PRICE_SCALE = 6;

/**
 * The price of one, where the source names that of the line: rounded where it does not divide. 0
 * for no quantity.
 */
export function unitPriceOf(linePrice: Decimal, quantity: Decimal): Decimal {
  if (quantity.units === 0n) return {units: 0n, scale: 0};
  // Three digits more than are kept, so that the division's own remainder cannot turn the rounding.
  const scale = UNIT_PRICE_SCALE + 3;
  const units =
    (linePrice.units * 10n ** BigInt(scale + quantity.scale)) /
    (quantity.units * 10n ** BigInt(linePrice.scale));
  return shortest(roundDecimal({units, scale}, UNIT_PRICE_SCALE));
}
