import {
  formatAmount,
  type LineItem,
  parseTransactionValue,
  type RetailTransaction,
  type Transaction,
} from '@holdfast/domain';
import type {LedgerEntryText} from '@holdfast/hub/client';
import {entryWords} from './entry-words.ts';
import {plain} from './plain.ts';
import {countText} from './quantity-text.ts';
import type {Paint} from './style.ts';
import {type Cell, tableLines} from './table.ts';
import {dateTimeText} from './time-text.ts';

/** Where a transaction is now: on the hub's disk, or at head office too. */
export type ShownCustody = 'recorded' | 'held';

const CUSTODY = {
  recorded: {look: 'warn', text: '◐ in the hub, not yet at head office'},
  held: {look: 'good', text: '● at head office, which has signed for it'},
} as const;

/** One recorded transaction, whole: where it is, when it was made, and what it says. */
export function receiptLines(
  {entry, custody}: {readonly entry: LedgerEntryText; readonly custody: ShownCustody},
  paint: Paint,
): string[] {
  const {who, what} = entryWords(entry);
  const {look, text} = CUSTODY[custody];
  const transaction = parseTransactionValue(entry.body);
  const fact = (name: string, value: string) => `${paint('dim', name.padEnd(10))}${value}`;
  return [
    `${paint('bold', plain(who))} ${plain(what)}: ${paint(look, text)}`,
    ...(entry.quarantined === undefined
      ? []
      : [paint('warn', `! set aside: ${plain(entry.quarantined)}`)]),
    fact('recorded', `${dateTimeText(entry.recordedAtMs)}, position ${countText(entry.position)}`),
    fact('ledger', entry.ledgerId),
    fact('journal', `${entry.journalId}, number ${countText(entry.sequenceNumber)}`),
    fact('hash', entry.entryHash),
    ...(entry.supersedes ?? []).map(({journalId, sequenceNumber}) =>
      fact('first as', `${journalId}, number ${countText(sequenceNumber)}`),
    ),
    ...(transaction.ok
      ? [fact('made', madeText(transaction.value)), ...bodyLines(transaction.value, paint)]
      : rawLines(entry.body)),
  ];
}

function madeText({endDateTime, businessDayDate, operatorId}: Transaction): string {
  return `${endDateTime}, business day ${businessDayDate}, operator ${plain(operatorId)}`;
}

function bodyLines(transaction: Transaction, paint: Paint): string[] {
  const {derived} = transaction;
  const note = derived ? [paint('dim', `derived   ${derived.map(plain).join(', ')}`)] : [];
  if (transaction.kind !== 'RetailTransaction') return [...note, ...rawLines(transaction)];
  return [...note, '', ...itemLines(transaction, paint)];
}

/** What is not a receipt is shown as it was written. */
function rawLines(body: unknown): string[] {
  if (body === undefined) return ['', 'The hub keeps no body of it.'];
  return ['', ...JSON.stringify(body, undefined, 2).split('\n').map(plain)];
}

function itemLines({lineItems, total, currencyCode}: RetailTransaction, paint: Paint): string[] {
  const amountText = (amountMinor: number) => formatAmount(amountMinor, currencyCode);
  const columns = [
    {title: '#', align: 'right'},
    {title: 'ITEM'},
    {title: ''},
    {title: 'QUANTITY', align: 'right'},
    {title: 'PRICE', align: 'right'},
    {title: currencyCode, align: 'right'},
  ] as const;
  const rows = lineItems.map(line => itemRow(line, amountText));
  const sum: Cell[] = ['', 'Total', '', '', '', amountText(total.transactionGrandAmountMinor)];
  return tableLines({columns, rows: [...rows, sum]}, paint);
}

function itemRow(line: LineItem, amountText: (amountMinor: number) => string): Cell[] {
  const number = String(line.lineNumber);
  const gone = line.voidFlag ? ' (taken back)' : '';
  switch (line.kind) {
    case 'Sale':
    case 'Return': {
      const modifiers = line.priceModifiers ?? [];
      const sum = modifiers.reduce((all, {amountMinor}) => all + amountMinor, 0);
      const amount = (line.kind === 'Sale' ? 1 : -1) * (line.extendedAmountMinor + sum);
      const {itemId, description = '', quantity, regularSalesUnitPrice} = line;
      const text = `${description.slice(0, 32)}${gone}`;
      return [number, itemId, text, quantity, regularSalesUnitPrice, amountText(amount)];
    }
    case 'Tax': {
      const {taxGroup, percent, included, taxAmountMinor} = line;
      const text = `${taxGroup} ${percent} %${included ? ', included' : ''}`;
      return [number, line.kind, text, '', '', amountText(taxAmountMinor)];
    }
    case 'Tender':
    case 'TenderChange': {
      const text = `${line.tenderType}${gone}`;
      return [number, line.kind, text, '', '', amountText(line.amountMinor)];
    }
    default:
      return [number, line.kind, gone.trim(), '', '', amountText(line.amountMinor)];
  }
}
