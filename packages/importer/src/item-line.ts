import {
  type Decimal,
  formatDecimal,
  isExtension,
  type LineItem,
  lineItemSchema,
  parseValue,
} from '@holdfast/domain';
import {issue, type Parsed} from '@holdfast/std';
import type {ImportMap} from './import-map.ts';
import type {AcceptedVerdict} from './judge-line.ts';
import type {SourceLine} from './source-line.ts';

/**
 * A line of the source in the words of a transaction, numbered 1 until it stands in one. An issue
 * where those words do not reach: a quantity of eight decimals, a line price too far from any unit
 * price.
 */
export function itemLineOf({
  line,
  verdict,
  map,
}: {
  readonly line: SourceLine;
  readonly verdict: AcceptedVerdict;
  readonly map: ImportMap;
}): Parsed<LineItem> {
  const item = parseValue(lineItemSchema, {lineNumber: 1, ...draftOf(line, verdict)});
  if (!item.ok || (item.value.kind !== 'Sale' && item.value.kind !== 'Return')) return item;
  return isExtension(item.value, map.currencyCode)
    ? item
    : issue('extendedAmountMinor', 'is not what quantity and unit price come to');
}

function draftOf(line: SourceLine, verdict: AcceptedVerdict): object {
  const {quantity, unitPrice, amount, itemId, description} = line;
  if (verdict.kind === 'discount')
    return {kind: 'Discount', amountMinor: amount.minor, reason: description || itemId};
  return {
    kind: quantity.units < 0n ? 'Return' : 'Sale',
    itemId,
    ...(description === '' ? {} : {description}),
    itemType: verdict.itemType,
    quantity: formatDecimal(magnitude(quantity)),
    regularSalesUnitPrice: formatDecimal(unitPrice),
    extendedAmountMinor: Math.abs(amount.minor),
  };
}

function magnitude({units, scale}: Decimal): Decimal {
  return {units: units < 0n ? -units : units, scale};
}
