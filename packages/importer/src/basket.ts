import {
  amountDueMinor,
  BODY_BYTES_MAX,
  businessDayDateOf,
  encodeTransaction,
  findCardData,
  type LineItem,
  parseTransactionValue,
  type RetailTransaction,
  totalOf,
} from '@holdfast/domain';
import {assert, issue, type Parsed, parsed} from '@holdfast/std';
import type {ImportMap} from './import-map.ts';
import {hasPrefix} from './judge-line.ts';
import type {SourceLine} from './source-line.ts';

/** A line that becomes part of a transaction. */
export interface AcceptedLine {
  readonly line: SourceLine;
  /** Numbered when it stands in one. */
  readonly item: LineItem;
}

/** The lines of one invoice on one business day, in the order of the file. At least one. */
export type Basket = readonly [AcceptedLine, ...AcceptedLine[]];

/**
 * A basket as the transaction it must have been. What the source does not have is derived and
 * named: one tender that pays the total, an operator, a workstation. An issue where no transaction
 * can hold it, as when it is too large.
 */
export function transactionOf(basket: Basket, map: ImportMap): Parsed<RetailTransaction> {
  const items = basket.map(({item}, at) => ({...item, lineNumber: at + 1}));
  const dueMinor = amountDueMinor(items);
  const [first] = basket;
  const moments = basket.map(({line}) => line.at);
  const draft = {
    kind: 'RetailTransaction',
    businessDayDate: businessDayDateOf({at: first.line.at, dayStartHour: map.dayStartHour}),
    beginDateTime: first.line.at,
    endDateTime: moments.at(-1) ?? first.line.at,
    operatorId: map.operatorId,
    ...(namesCustomer(map) ? {} : {externalId: first.line.invoice}),
    derived: derivedFields(map),
    transactionType:
      hasPrefix(first.line.invoice, map.returnPrefixes) || dueMinor < 0 ? 'return' : 'sale',
    currencyCode: map.currencyCode,
    lineItems:
      dueMinor === 0
        ? items
        : [
            ...items,
            {
              lineNumber: items.length + 1,
              kind: 'Tender',
              tenderType: map.tenderType,
              amountMinor: dueMinor,
            },
          ],
    total: totalOf(items),
  } as const;
  // Each line was looked at as it came; this also sees what was made of them.
  const cardField = findCardData(draft);
  if (cardField !== undefined) return issue(cardField, 'looks like a card number');
  const transaction = parseTransactionValue(draft);
  if (!transaction.ok) return transaction;
  assert(transaction.value.kind === 'RetailTransaction', 'a basket is customer business');
  const bytes = encodeTransaction(transaction.value).length;
  return bytes > BODY_BYTES_MAX
    ? issue('', `is ${bytes} bytes; at most ${BODY_BYTES_MAX} are accepted`)
    : parsed(transaction.value);
}

/** An invoice number that is made of the customer's own is not kept either. */
function namesCustomer({invoice, customerColumn}: ImportMap): boolean {
  return (
    invoice === undefined || (customerColumn !== undefined && invoice.includes(customerColumn))
  );
}

function derivedFields({price, items, when}: ImportMap): string[] {
  const perLine = price.kind === 'line' && items.layout === 'row' && items.quantity !== undefined;
  return [
    'workstationId',
    'operatorId',
    'tenderType',
    ...(price.kind === 'none' || perLine ? ['regularSalesUnitPrice'] : []),
    ...(when.kind === 'none' ? ['businessDayDate', 'beginDateTime', 'endDateTime'] : []),
  ];
}
