import {formatReceiptNumber} from '@holdfast/domain';
import {type Digest, isFault} from '@holdfast/std';
import {formatTransactionKey, type LedgerId} from '@holdfast/wire';
import {sumDayParts} from '../day-parts.ts';
import {openGroup} from '../group.ts';
import {type IndexRow, indexRowOf} from '../index-row.ts';
import type {
  DamagedStretch,
  IndexedEntry,
  JournalPlace,
  LedgerIndex,
  StoredGroup,
} from '../ports.ts';
import type {DayPart, DayTotal, FoundTransaction, TransactionQuery} from '../search.ts';

type Row = IndexRow & {readonly ledgerId: LedgerId; readonly voided?: boolean};

/** An index in memory. Lost when dropped, as a real one may be. */
export class MemoryLedgerIndex implements LedgerIndex {
  readonly #digest: Digest;
  readonly #indexed = new Map<LedgerId, number>();
  readonly #rows = new Map<string, Row>();

  constructor(digest: Digest) {
    this.#digest = digest;
  }

  indexed(ledgerId: LedgerId): number {
    return this.#indexed.get(ledgerId) ?? 0;
  }

  async add(stretch: {
    readonly ledgerId: LedgerId;
    readonly groups: readonly StoredGroup[];
  }): Promise<{readonly damaged: readonly DamagedStretch[]}> {
    const {ledgerId, groups} = stretch;
    const damaged: DamagedStretch[] = [];
    for (const group of groups) {
      if (group.last <= this.indexed(ledgerId)) continue;
      try {
        const {entries} = openGroup(this.#digest, {ledgerId, group});
        for (const entry of entries) this.#add({...indexRowOf(entry), ledgerId});
      } catch (error) {
        if (!isFault(error, 'database/corrupt')) throw error;
        damaged.push({first: group.first, last: group.last, reason: error.message});
      }
      this.#indexed.set(ledgerId, group.last);
    }
    return {damaged};
  }

  async addRows(stretch: {
    readonly ledgerId: LedgerId;
    readonly rows: readonly IndexRow[];
  }): Promise<void> {
    const {ledgerId, rows} = stretch;
    for (const row of rows) {
      this.#add({...row, ledgerId});
      this.#indexed.set(ledgerId, row.position);
    }
  }

  async pass({
    ledgerId,
    upTo,
  }: {
    readonly ledgerId: LedgerId;
    readonly upTo: number;
  }): Promise<void> {
    this.#indexed.set(ledgerId, Math.max(upTo, this.indexed(ledgerId)));
  }

  async forget({
    ledgerId,
    upTo,
  }: {
    readonly ledgerId: LedgerId;
    readonly upTo: number;
  }): Promise<void> {
    for (const [name, row] of this.#rows) {
      if (row.ledgerId === ledgerId && row.position <= upTo) this.#rows.delete(name);
    }
  }

  async find(place: JournalPlace): Promise<IndexedEntry | undefined> {
    return [...this.#rows.values()].find(
      ({key}) => key.journalId === place.journalId && key.sequenceNumber === place.sequenceNumber,
    );
  }

  async runEnd({journalId, sequenceNumber}: JournalPlace): Promise<number | undefined> {
    let end: number | undefined;
    for (let next = sequenceNumber; await this.find({journalId, sequenceNumber: next}); next++) {
      end = next;
    }
    return end;
  }

  async searchTransactions(query: TransactionQuery): Promise<readonly FoundTransaction[]> {
    const {businessDayFrom = '', businessDayUpTo = '9', itemId, tenderType, before} = query;
    const end = [...this.#rows.values()].findIndex(
      ({ledgerId, position}) => ledgerId === before?.ledgerId && position >= before.position,
    );
    const within = (row: Row) => {
      const {businessDayDate = '', itemIds = [], tenders = []} = row.transaction ?? {};
      const inDays = businessDayDate >= businessDayFrom && businessDayDate <= businessDayUpTo;
      const hasItem = itemId === undefined || itemIds.includes(itemId);
      const paid = tenders.some(tender => tender.tenderType === tenderType);
      return inDays && hasItem && (tenderType === undefined || paid);
    };
    const wanted = (row: Row) =>
      (query.quarantined === undefined || row.quarantined) &&
      within(row) &&
      matches(query.receiptNumber, row.transaction?.receiptNumber) &&
      matches(query.businessDayDate, row.transaction?.businessDayDate) &&
      isReturnSince(query.returnsSince, row) &&
      matches(query.workstationId, row.key.workstationId) &&
      matches(query.amountMinor, row.transaction?.amountMinor);
    return [...this.#rows.values()]
      .slice(0, end < 0 ? undefined : end)
      .filter(row => (row.transaction || query.quarantined) && wanted(row))
      .reverse()
      .slice(0, query.limit)
      .map(row => toFound(row));
  }

  async dayTotals({
    businessDayDate,
  }: {
    readonly businessDayDate: string;
  }): Promise<readonly DayTotal[]> {
    const totals = new Map<string, DayTotal>();
    for (const {key, quarantined, voided, transaction} of this.#rows.values()) {
      if (quarantined || voided || transaction?.businessDayDate !== businessDayDate) continue;
      const {salesMinor, currencyCode} = transaction;
      if (salesMinor === undefined || currencyCode === undefined) continue;
      const {workstationId} = key;
      const name = `${workstationId} ${currencyCode}`;
      const sum = totals.get(name) ?? {transactions: 0, amountMinor: 0};
      totals.set(name, {
        businessDayDate,
        workstationId,
        currencyCode,
        transactions: sum.transactions + 1,
        amountMinor: sum.amountMinor + salesMinor,
      });
    }
    return [...totals.keys()].sort().flatMap(name => totals.get(name) ?? []);
  }

  async dayParts({
    businessDayDate,
  }: {
    readonly businessDayDate: string;
  }): Promise<readonly DayPart[]> {
    return sumDayParts(
      [...this.#rows.values()].flatMap(({quarantined, voided, transaction}) => {
        const {salesMinor, currencyCode} = transaction ?? {};
        const counts = !quarantined && !voided && transaction?.businessDayDate === businessDayDate;
        if (!counts || salesMinor === undefined || currencyCode === undefined) return [];
        const {hour, tenders} = transaction;
        return [{hour, tenders, salesMinor, currencyCode}];
      }),
    );
  }

  async quarantinedCount(): Promise<number> {
    return [...this.#rows.values()].filter(({quarantined}) => quarantined).length;
  }

  async close(): Promise<void> {}

  #add(row: Row): void {
    const name = formatTransactionKey(row.key);
    this.#rows.delete(name); // so that an entry recorded again stands where it stands now
    this.#rows.set(name, row);
    const decided = row.decides && formatTransactionKey(row.decides.key);
    const aside = decided === undefined ? undefined : this.#rows.get(decided);
    if (decided === undefined || !aside || !row.decides) return;
    const {standing} = row.decides;
    const [quarantined, voided] = [standing === 'quarantined', standing === 'voided'];
    this.#rows.set(decided, {...aside, quarantined, voided});
  }
}

function matches<T>(wanted: T | undefined, has: T | undefined): boolean {
  return wanted === undefined || wanted === has;
}

function toFound(row: Row): FoundTransaction {
  const {transaction, ledgerId, position, key, kindCode, quarantined, voided = false} = row;
  return {
    ...{ledgerId, position, key, kindCode, quarantined, voided},
    receiptNumber: formatReceiptNumber(key),
    businessDayDate: transaction?.businessDayDate,
    amountMinor: transaction?.amountMinor,
    currencyCode: transaction?.currencyCode,
  };
}

function isReturnSince(since: string | undefined, {transaction}: Row): boolean {
  if (since === undefined) return true;
  const {amountMinor = 0, businessDayDate = ''} = transaction ?? {};
  return amountMinor < 0 && businessDayDate >= since;
}
