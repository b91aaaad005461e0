import type {StoreSettings} from '@holdfast/catalogue';
import {
  allocate,
  decimalFrom,
  extendedAmountMinor,
  formatAmount,
  type Quantity,
  roundDecimal,
  type UnitPrice,
  unitPriceSchema,
} from '@holdfast/domain';
import {assert} from '@holdfast/std';
import type {Discount, OpenLine, OpenSale} from './open-sale.ts';

export type Prices = Pick<StoreSettings, 'currency' | 'tax_group'>;

/** What changes a line's price, as a transaction writes it. */
interface Modifier {
  readonly methodCode: 'priceOverride' | 'lineDiscount' | 'saleDiscount';
  /** Negative for money off. */
  readonly amountMinor: number;
  readonly reason: string;
  readonly percent?: string;
  readonly approverId?: string;
}

export interface PricedLine {
  readonly line: OpenLine;
  /** Quantity × regular price, rounded once; or what its label says. */
  readonly extendedMinor: number;
  readonly modifiers: readonly Modifier[];
  /** What the line comes to: never negative. */
  readonly netMinor: number;
}

/** The price of one, as a transaction writes it. */
export function unitPriceOf(priceMinor: number, {currency}: Pick<Prices, 'currency'>): UnitPrice {
  return unitPriceSchema.parse(formatAmount(priceMinor, currency));
}

/**
 * Every line of a sale, voided ones too, with all that changes its price: another price, then money
 * off the line, then its share of money off the sale. The shares of live lines add up to the sale's
 * discount to the cent.
 */
export function priceLines(sale: OpenSale, prices: Prices): readonly PricedLine[] {
  const priced = sale.lines.map(line => priceLine(line, prices));
  const {discount} = sale;
  const weights = priced.map(({line, netMinor}) => (line.voided ? 0 : netMinor));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  if (!discount || sum === 0) return priced;
  const shares = allocate(0 - offMinor(discount, sum), weights);
  return priced.map((one, at) => {
    const amountMinor = shares[at] ?? 0;
    if (amountMinor === 0) return one;
    return modified(one, {...said(discount), methodCode: 'saleDiscount', amountMinor});
  });
}

function priceLine(line: OpenLine, prices: Prices): PricedLine {
  const {priceChange, discount} = line;
  const extendedMinor = line.labelMinor ?? extended(line, line.priceMinor, prices);
  let priced: PricedLine = {line, extendedMinor, modifiers: [], netMinor: extendedMinor};
  if (priceChange) {
    const amountMinor = extended(line, priceChange.priceMinor, prices) - extendedMinor;
    const {reason, approverId} = priceChange;
    const approved = approverId === undefined ? {} : {approverId};
    if (amountMinor !== 0)
      priced = modified(priced, {methodCode: 'priceOverride', amountMinor, reason, ...approved});
  }
  if (discount) {
    const amountMinor = 0 - offMinor(discount, priced.netMinor);
    if (amountMinor !== 0)
      priced = modified(priced, {...said(discount), methodCode: 'lineDiscount', amountMinor});
  }
  return priced;
}

function modified(priced: PricedLine, modifier: Modifier): PricedLine {
  const netMinor = priced.netMinor + modifier.amountMinor;
  assert(netMinor >= 0, 'nothing is sold for less than nothing');
  return {...priced, modifiers: [...priced.modifiers, modifier], netMinor};
}

/** How much it takes off: never more than there is. Percents are rounded once, a half goes up. */
function offMinor({off}: Discount, baseMinor: number): number {
  if ('amountMinor' in off) return Math.min(off.amountMinor, baseMinor);
  const percent = decimalFrom(off.percent);
  assert(percent, 'a percentage is decimal text');
  const {units, scale} = percent;
  const rounded = roundDecimal({units: units * BigInt(baseMinor), scale: scale + 2}, 0);
  return Math.min(Number(rounded.units), baseMinor);
}

function said({off, reason, approverId}: Discount): Omit<Modifier, 'methodCode' | 'amountMinor'> {
  return {
    reason,
    ...('percent' in off ? {percent: off.percent} : {}),
    ...(approverId === undefined ? {} : {approverId}),
  };
}

function extended(
  {quantity}: {readonly quantity: Quantity},
  priceMinor: number,
  prices: Prices,
): number {
  const priced = {quantity, regularSalesUnitPrice: unitPriceOf(priceMinor, prices)};
  const amount = extendedAmountMinor(priced, prices.currency);
  assert(amount !== undefined, 'what a till sells can be counted');
  return amount;
}
