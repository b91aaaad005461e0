import type {ImportMap, ItemMeaning} from './import-map.ts';
import {DESCRIPTION_MAX} from './line-reader.ts';

const MEANS: Readonly<Record<ItemMeaning, string>> = {
  service: 'is sold as a service',
  giftCard: 'is sold as a gift card',
  deposit: 'is sold as a refundable deposit',
  discount: 'changes the price of the whole transaction',
  fee: 'is a fee: reported, not sold',
  accounting: 'corrects the books: reported, not sold',
  test: 'is a test: reported, not sold',
};

/** What an import does under a map, in sentences for the person who must trust its sums. */
export function importRules(map: ImportMap): readonly string[] {
  return [
    invoiceRule(map),
    whenRule(map),
    ...itemRules(map),
    ...priceRules(map),
    ...map.itemRules.map(({codes, means, note}) => {
      const why = note === undefined ? '' : ` (${note})`;
      return `Code ${codes.join(', ')} ${MEANS[means]}${why}.`;
    }),
    ...prefixRules(map),
    ...(map.currencyColumn === undefined
      ? []
      : [`Rows in another currency than ${map.currencyCode} are reported, not converted.`]),
    ...(map.customerColumn === undefined
      ? []
      : [`Column ${map.customerColumn} names customers; it is left out.`]),
    `Derived, because the file does not have them, and marked so: one ${map.tenderType} tender that pays the total, the operator "${map.operatorId}", and the lane, dealt in turn.`,
    'Tax is never invented: prices are taken as they stand.',
    `Descriptions are cut after ${DESCRIPTION_MAX} characters; what looks like a card number is reported and not kept.`,
    'Rows that cannot be read are reported with their line number and the reason; the rest of their invoice is imported.',
  ];
}

function invoiceRule({invoice, dayStartHour}: ImportMap): string {
  const day = dayStartHour === 0 ? '' : ` (it begins at ${dayStartHour}:00)`;
  return invoice === undefined
    ? 'Every row is an invoice of its own.'
    : `Rows with the same ${invoice.join(' and ')} on the same business day${day} are one transaction.`;
}

function whenRule({when, timezone}: ImportMap): string {
  return when.kind === 'none'
    ? `The file has no times: invoices are dealt out from ${when.startsAt}, one every ${when.everySeconds} s (${timezone}).`
    : `Times stand in ${when.columns.join(' and ')} as ${when.format}, in the zone ${timezone} unless they name their own.`;
}

function itemRules({items}: ImportMap): readonly string[] {
  switch (items.layout) {
    case 'row':
      return items.quantity === undefined
        ? ['Every row is one piece; a price below zero takes it back.']
        : ['A quantity below zero takes goods back; a quantity of zero is reported.'];
    case 'cell':
      return [`Column ${items.column} holds a whole basket, one piece between separators.`];
    case 'columns':
      return [`Columns from ${items.from} on hold a whole basket, one piece each.`];
  }
}

function priceRules({price, items}: ImportMap): readonly string[] {
  const zero =
    'Lines at price zero are reported: as stock corrections where the quantity is below zero.';
  const below =
    items.layout === 'row' && items.quantity !== undefined
      ? ['Prices below zero beside a quantity are reported.']
      : [];
  switch (price.kind) {
    case 'none':
      return ['The file has no prices: every item is sold at 0, which is marked as derived.'];
    case 'unit':
      return ['Quantity × price is rounded once a line, a half away from zero.', zero, ...below];
    case 'line':
      return ['Prices are those of the whole line; the unit price is derived.', zero, ...below];
  }
}

function prefixRules({returnPrefixes, accountingPrefixes}: ImportMap): readonly string[] {
  return [
    ...returnPrefixes.map(prefix => `Invoice numbers that begin with ${prefix} are returns.`),
    ...accountingPrefixes.map(
      prefix => `Invoice numbers that begin with ${prefix} correct the books: reported.`,
    ),
  ];
}
