import type {StoreSettings, TaxGroup} from '@holdfast/catalogue';
import {
  extendedAmountMinor,
  formatAmount,
  type Quantity,
  type UnitPrice,
  unitPriceSchema,
} from '@holdfast/domain';
import {assert} from '@holdfast/std';
import {liveLines, type OpenLine, type OpenSale} from './open-sale.ts';

export type Prices = Pick<StoreSettings, 'currency' | 'tax_group'>;

/** One tax group's share of a sale. */
interface TaxShare {
  readonly group: TaxGroup;
  /** What the tax is counted on, without it. */
  readonly taxableMinor: number;
  readonly taxMinor: number;
}

export interface SaleTotals {
  readonly dueMinor: number;
  readonly taxes: readonly TaxShare[];
  readonly taxMinor: number;
  /** Whether any of the tax is added on top of the prices. */
  readonly addedMinor: number;
}

/** The price of one, as a transaction writes it. */
export function unitPriceOf(
  {priceMinor}: {readonly priceMinor: number},
  prices: Prices,
): UnitPrice {
  return unitPriceSchema.parse(formatAmount(priceMinor, prices.currency));
}

/** Quantity × price, rounded once. */
export function lineAmountMinor(
  line: {readonly priceMinor: number; readonly quantity: Quantity},
  prices: Prices,
): number {
  const priced = {quantity: line.quantity, regularSalesUnitPrice: unitPriceOf(line, prices)};
  const amount = extendedAmountMinor(priced, prices.currency);
  assert(amount !== undefined, 'what a till sells can be counted');
  return amount;
}

/** What a sale comes to: lines, and the tax of each group on the sum of its lines. */
export function totalsOf(sale: OpenSale, prices: Prices): SaleTotals {
  const lines = liveLines(sale);
  const sumOf = (some: readonly OpenLine[]) =>
    some.reduce((sum, line) => sum + lineAmountMinor(line, prices), 0);
  const taxes = prices.tax_group
    .map(group => ({group, lines: lines.filter(({taxGroup}) => taxGroup === group.id)}))
    .filter(share => share.lines.length > 0)
    .map(share => taxShare(share.group, sumOf(share.lines)));
  const addedMinor = taxes
    .filter(({group}) => !group.included)
    .reduce((sum, {taxMinor}) => sum + taxMinor, 0);
  const taxMinor = taxes.reduce((sum, share) => sum + share.taxMinor, 0);
  return {dueMinor: sumOf(lines) + addedMinor, taxes, taxMinor, addedMinor};
}

/** Rounded once a group; a half goes up. Exact, whatever the rate. */
function taxShare(group: TaxGroup, amountMinor: number): TaxShare {
  const [whole = '0', fraction = ''] = group.percent.split('.');
  const scale = 10n ** BigInt(fraction.length);
  const rate = BigInt(whole + fraction);
  const hundred = 100n * scale;
  const base = group.included ? hundred + rate : hundred;
  const taxMinor = Number((2n * BigInt(amountMinor) * rate + base) / (2n * base));
  const taxableMinor = group.included ? amountMinor - taxMinor : amountMinor;
  return {group, taxableMinor, taxMinor};
}
