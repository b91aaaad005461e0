import {percentMaxOf, type Role, type StoreSettings} from '@holdfast/catalogue';
import {changeLine, type Discount, type OpenSale, type PriceChange} from './open-sale.ts';
import {type Prices, priceLines} from './price-lines.ts';

/** What an operator does to prices: to one line, or to the sale; `undefined` takes it back. */
export type Reduction =
  | {
      readonly kind: 'price';
      readonly lineNumber: number;
      readonly change: PriceChange | undefined;
    }
  | {readonly kind: 'line'; readonly lineNumber: number; readonly discount: Discount | undefined}
  | {readonly kind: 'sale'; readonly discount: Discount | undefined};

export function reduce(sale: OpenSale, reduction: Reduction): OpenSale {
  switch (reduction.kind) {
    case 'price':
      return changeLine(sale, reduction.lineNumber, ({priceChange: _before, ...line}) =>
        // What a label says is not changed here: the label would say something else.
        reduction.change && line.labelMinor === undefined
          ? {...line, priceChange: reduction.change}
          : line,
      );
    case 'line':
      return changeLine(sale, reduction.lineNumber, ({discount: _before, ...line}) =>
        reduction.discount ? {...line, discount: reduction.discount} : line,
      );
    case 'sale': {
      const {discount: _before, ...rest} = sale;
      return reduction.discount ? {...rest, discount: reduction.discount} : rest;
    }
  }
}

/** The same reduction with the one who let it be. */
export function approved(reduction: Reduction, approverId: string): Reduction {
  if (reduction.kind === 'price') {
    const {change} = reduction;
    return {...reduction, change: change && {...change, approverId}};
  }
  const {discount} = reduction;
  return {...reduction, discount: discount && {...discount, approverId}};
}

/** Everything in a sale that nobody let be yet, let be by this one. */
export function approveAll(sale: OpenSale, approverId: string): OpenSale {
  const by = <T extends {readonly approverId?: string | undefined}>(one: T): T => ({
    ...one,
    approverId: one.approverId ?? approverId,
  });
  const lines = sale.lines.map(line => ({
    ...line,
    ...(line.priceChange ? {priceChange: by(line.priceChange)} : {}),
    ...(line.discount ? {discount: by(line.discount)} : {}),
  }));
  return {...sale, lines, ...(sale.discount ? {discount: by(sale.discount)} : {})};
}

/**
 * Whether some line lost more percent than this role may take off alone. All that nobody else let
 * be counts together, so small discounts on one another are no way around. A cent is rounding.
 */
export function wantsApproval(
  sale: OpenSale,
  {
    settings,
    role,
  }: {readonly settings: Prices & Pick<StoreSettings, 'discount'>; readonly role: Role},
): boolean {
  const percentMax = percentMaxOf(role, settings.discount);
  return priceLines(sale, settings).some(({line, extendedMinor, modifiers}) => {
    if (line.voided) return false;
    const off = modifiers
      .filter(({approverId}) => approverId === undefined)
      .reduce((sum, {amountMinor}) => sum - amountMinor, 0);
    return (off - 1) * 100 > extendedMinor * percentMax;
  });
}
