import type {TaxGroup} from '@holdfast/catalogue';
import type {OpenSale} from './open-sale.ts';
import {type PricedLine, type Prices, priceLines} from './price-lines.ts';

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
  /** Live lines, with what each comes to. */
  readonly lines: readonly PricedLine[];
  /** What was taken off regular prices; above zero for money off. */
  readonly offMinor: number;
}

/**
 * What a sale comes to: lines after every discount, and the tax of each group on the sum of its
 * lines.
 */
export function totalsOf(sale: OpenSale, prices: Prices): SaleTotals {
  const lines = priceLines(sale, prices).filter(({line}) => !line.voided);
  const sumOf = (some: readonly PricedLine[]) =>
    some.reduce((sum, {netMinor}) => sum + netMinor, 0);
  const taxes = prices.tax_group
    .map(group => ({group, lines: lines.filter(({line}) => line.taxGroup === group.id)}))
    .filter(share => share.lines.length > 0)
    .map(share => taxShare(share.group, sumOf(share.lines)));
  const addedMinor = taxes
    .filter(({group}) => !group.included)
    .reduce((sum, {taxMinor}) => sum + taxMinor, 0);
  const taxMinor = taxes.reduce((sum, share) => sum + share.taxMinor, 0);
  const regularMinor = lines.reduce((sum, {extendedMinor}) => sum + extendedMinor, 0);
  const linesMinor = sumOf(lines);
  return {
    ...{dueMinor: linesMinor + addedMinor, taxes, taxMinor, addedMinor, lines},
    offMinor: regularMinor - linesMinor,
  };
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
