import {
  formatReceiptNumber,
  HUB_WORKSTATION_ID,
  parseTransaction,
  salesAmountMinor,
  type Transaction,
} from '@holdfast/domain';
import type {Bytes} from '@holdfast/std';
import {
  dispositionDecidedSchema,
  ENTRY_KINDS,
  isHubKind,
  type LedgerEntry,
  parseHubBody,
  type TransactionKey,
  transactionKeyOf,
} from '@holdfast/wire';

/** What the index keeps of one entry. */
export interface IndexRow {
  readonly position: number;
  readonly entryHash: Bytes;
  readonly key: TransactionKey;
  readonly kindCode: number;
  readonly quarantined: boolean;
  /** Absent for the hub's own entries and for bodies that are not transactions. */
  readonly transaction: IndexedTransaction | undefined;
  /** The decision on a quarantined entry, where this entry is one. */
  readonly decides: IndexedDecision | undefined;
}

export interface IndexedTransaction {
  readonly receiptNumber: string;
  readonly businessDayDate: string;
  /** The grand amount of a sale, the sum of a pickup; absent where no money moves. */
  readonly amountMinor: number | undefined;
  readonly currencyCode: string | undefined;
  /** What it adds to its day's total; absent where it is no business of a day. */
  readonly salesMinor: number | undefined;
}

interface IndexedDecision {
  readonly key: TransactionKey;
  readonly accepted: boolean;
}

/**
 * Reads what can be looked for out of an entry. What cannot be read is indexed by its key alone.
 * `described` is what a door that has read the body already found in it: then nobody reads it
 * again.
 */
export function indexRowOf({line, entry}: PlacedEntry, described?: IndexedTransaction): IndexRow {
  const {header, body} = entry;
  const readable = described === undefined && body !== undefined && !isHubKind(header.kindCode);
  return {
    position: line.position,
    entryHash: line.entryHash,
    key: transactionKeyOf(header),
    kindCode: header.kindCode,
    quarantined: line.disposition.kind === 'quarantined',
    transaction: readable ? transactionOf(transactionKeyOf(header), body) : described,
    decides: decisionOf(entry),
  };
}

/** An entry, with as much of its line as an index keeps. */
interface PlacedEntry {
  readonly line: Pick<LedgerEntry['line'], 'position' | 'entryHash' | 'disposition'>;
  readonly entry: LedgerEntry['entry'];
}

function transactionOf(key: TransactionKey, body: Uint8Array): IndexedTransaction | undefined {
  const read = parseTransaction(body);
  return read.ok ? describeTransaction(key, read.value) : undefined;
}

/** What can be looked for of a transaction. */
export function describeTransaction(
  key: TransactionKey,
  transaction: Transaction,
): IndexedTransaction {
  const {businessDayDate} = transaction;
  return {receiptNumber: formatReceiptNumber(key), businessDayDate, ...amountsOf(transaction)};
}

type Amounts = Pick<IndexedTransaction, 'amountMinor' | 'currencyCode' | 'salesMinor'>;

function amountsOf(transaction: Transaction): Amounts {
  switch (transaction.kind) {
    case 'RetailTransaction': {
      const {currencyCode, total, trainingModeFlag} = transaction;
      return {
        amountMinor: total.transactionGrandAmountMinor,
        currencyCode,
        salesMinor: trainingModeFlag ? undefined : salesAmountMinor(transaction),
      };
    }
    case 'TenderControlTransaction': {
      const {currencyCode, tenders} = transaction;
      const amountMinor = tenders.reduce((sum, tender) => sum + tender.amountMinor, 0);
      return {amountMinor, currencyCode, salesMinor: undefined};
    }
    case 'ControlTransaction':
      return {amountMinor: undefined, currencyCode: undefined, salesMinor: undefined};
  }
}

function decisionOf({header, body}: LedgerEntry['entry']): IndexedDecision | undefined {
  const isOurs = header.workstationId === HUB_WORKSTATION_ID;
  if (!isOurs || header.kindCode !== ENTRY_KINDS.disposition || !body) return undefined;
  const read = parseHubBody(dispositionDecidedSchema, body);
  return read.ok ? {key: read.value.key, accepted: read.value.decision === 'accept'} : undefined;
}
