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
  /** Of the terminal's clock, 0 to 23. */
  readonly hour: number;
  /** What was sold or taken back, each once; of a very long sale the first of them. */
  readonly itemIds: readonly string[];
  /** What was taken by each means, less change. */
  readonly tenders: readonly TenderTaken[];
}

export interface TenderTaken {
  readonly tenderType: string;
  readonly amountMinor: number;
}

interface IndexedDecision {
  readonly key: TransactionKey;
  /** Counts from now on; is out of every total for good; still waits for somebody. */
  readonly standing: 'accepted' | 'voided' | 'quarantined';
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
  const {businessDayDate, beginDateTime} = transaction;
  return {
    ...{receiptNumber: formatReceiptNumber(key), businessDayDate, ...amountsOf(transaction)},
    hour: Number(beginDateTime.slice(11, 13)),
    ...linesOf(transaction),
  };
}

/** Of one sale; a longer one is found by its first items. */
const ITEMS_MAX = 200;

function linesOf(transaction: Transaction): Pick<IndexedTransaction, 'itemIds' | 'tenders'> {
  if (transaction.kind !== 'RetailTransaction') return {itemIds: [], tenders: []};
  const itemIds = new Set<string>();
  const taken = new Map<string, number>();
  for (const line of transaction.lineItems) {
    if (line.voidFlag) continue;
    if (line.kind === 'Sale' || line.kind === 'Return') itemIds.add(line.itemId);
    if (line.kind !== 'Tender' && line.kind !== 'TenderChange') continue;
    const amountMinor = line.kind === 'Tender' ? line.amountMinor : -line.amountMinor;
    taken.set(line.tenderType, (taken.get(line.tenderType) ?? 0) + amountMinor);
  }
  return {
    itemIds: [...itemIds].slice(0, ITEMS_MAX),
    tenders: [...taken].map(([tenderType, amountMinor]) => ({tenderType, amountMinor})),
  };
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
  return read.ok ? {key: read.value.key, standing: STANDINGS[read.value.decision]} : undefined;
}

const STANDINGS = {accept: 'accepted', void: 'voided', remap: 'quarantined'} as const;
