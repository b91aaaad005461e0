import {rmSync} from 'node:fs';
import {
  type DamagedStretch,
  type DayPart,
  type DayTotal,
  type FoundTransaction,
  type IndexedEntry,
  type IndexRow,
  indexRowOf,
  type JournalPlace,
  openGroup,
  type StoredGroup,
  sumDayParts,
  type TransactionQuery,
} from '@holdfast/ledger';
import {assert, type Digest, isFault, utf8Encode} from '@holdfast/std';
import {
  type Database,
  openDatabase,
  readBytes,
  readInteger,
  readUtf8,
} from '@holdfast/strict-libsql';
import {idBytes, type LedgerId, ledgerIdFromBytes, type TransactionKey} from '@holdfast/wire';
import {onDisk} from './disk-fault.ts';
import {tendersOf} from './index-marks.ts';
import {
  dayNumber,
  entryToRow,
  foundOfRow,
  placeNumber,
  placeOf,
  STANDING_CODES,
} from './index-rows.ts';
import {INDEX_SCHEMA} from './index-schema.ts';
import {transactionSearch} from './transaction-search.ts';

const SELECT_LEDGERS = 'SELECT ledger, CAST(ledger_id AS BLOB) AS ledger_id, indexed FROM ledger';
const KEEP_LEDGER = 'INSERT OR REPLACE INTO ledger VALUES (:ledger, :ledgerId, :indexed)';
const ADD_JOURNAL = `
  INSERT INTO journal (journal_id, retail_store_id, workstation_id)
  VALUES (:journalId, :retailStoreId, :workstationId) ON CONFLICT DO NOTHING`;
const FORGET = `
  DELETE FROM entry WHERE place IN
    (SELECT place FROM entry WHERE place BETWEEN :first AND :last ORDER BY place LIMIT :limit)`;
const FIND_JOURNAL = 'SELECT journal FROM journal WHERE journal_id = :journalId';
const ADD_ENTRY = `
  INSERT OR REPLACE INTO entry
    (place, journal, sequence, entry_hash, kind, quarantined,
     business_day, amount_minor, currency, sales_minor, hour, marks)
  VALUES (:place, :journal, :sequence, :entryHash, :kind, :quarantined,
     :businessDay, :amountMinor, :currency, :salesMinor, :hour, :marks)`;
const DECIDE_ENTRY = `
  UPDATE entry SET quarantined = :quarantined WHERE journal = :journal AND sequence = :sequence`;
const FIND_ENTRY = `
  SELECT place, CAST(entry_hash AS BLOB) AS entry_hash FROM entry
  WHERE journal = :journal AND sequence = :sequence`;
/** The first entry from here on that none follows: read along the index, up to there. */
const RUN_END = `
  SELECT sequence FROM entry AS one
  WHERE journal = :journal AND sequence >= :sequence AND NOT EXISTS (
    SELECT 1 FROM entry WHERE journal = one.journal AND sequence = one.sequence + 1)
  ORDER BY sequence LIMIT 1`;
const DAY_TOTALS = `
  SELECT CAST(workstation_id AS BLOB) AS workstation_id, CAST(currency AS BLOB) AS currency,
    sum(transactions) AS transactions, sum(amount) AS amount
  FROM (
    SELECT journal, currency, count(*) AS transactions, sum(sales_minor) AS amount FROM entry
    WHERE business_day = :businessDay AND quarantined = 0 AND sales_minor IS NOT NULL
    GROUP BY journal, currency
  ) JOIN journal USING (journal)
  GROUP BY workstation_id, currency ORDER BY workstation_id, currency`;

const DAY_PIECES = `
  SELECT hour, sales_minor, CAST(currency AS BLOB) AS currency, CAST(marks AS BLOB) AS marks
  FROM entry
  WHERE business_day = :businessDay AND quarantined = 0 AND sales_minor IS NOT NULL`;
const QUARANTINED_COUNT = 'SELECT count(*) AS count FROM entry WHERE quarantined = 1';

const LOG_BYTES_MAX = 4 * 1024 * 1024;
const FORGOTTEN_AT_ONCE = 4096;

/**
 * The index's file, in the hands of one thread. What cannot be read of it is thrown away and begun
 * anew.
 */
export class IndexDatabase {
  readonly #digest: Digest;
  readonly #database: Database;
  readonly #ledgers = new Map<LedgerId, {readonly ledger: number; indexed: number}>();
  readonly #journals = new Map<string, number>();

  constructor(options: {readonly path: string; readonly fresh: boolean; readonly digest: Digest}) {
    this.#digest = options.digest;
    if (options.fresh) removeIndex(options.path);
    this.#database = openOrRemake(options.path);
    for (const row of this.#database.all(SELECT_LEDGERS)) {
      const ledgerId = ledgerIdFromBytes(readBytes(row, 'ledger_id'));
      const [ledger, indexed] = [readInteger(row, 'ledger'), readInteger(row, 'indexed')];
      this.#ledgers.set(ledgerId, {ledger, indexed});
    }
  }

  indexed(): readonly (readonly [LedgerId, number])[] {
    return [...this.#ledgers].map(([ledgerId, {indexed}]) => [ledgerId, indexed]);
  }

  add({ledgerId, groups}: {readonly ledgerId: LedgerId; readonly groups: readonly StoredGroup[]}): {
    readonly indexed: number;
    readonly damaged: readonly DamagedStretch[];
  } {
    const known = this.#known(ledgerId);
    const damaged: DamagedStretch[] = [];
    const rows: IndexRow[] = [];
    let {indexed} = known;
    for (const group of groups) {
      if (group.last <= indexed) continue;
      try {
        rows.push(
          ...openGroup(this.#digest, {ledgerId, group}).entries.map(entry => indexRowOf(entry)),
        );
      } catch (error) {
        if (!isFault(error, 'database/corrupt')) throw error;
        damaged.push({first: group.first, last: group.last, reason: error.message});
      }
      indexed = group.last;
    }
    if (indexed > known.indexed) this.#advance(ledgerId, indexed, rows);
    return {indexed, damaged};
  }

  addRows({
    ledgerId,
    rows,
  }: {
    readonly ledgerId: LedgerId;
    readonly rows: readonly IndexRow[];
  }): number {
    const {indexed} = this.#known(ledgerId);
    assert(rows[0]?.position === indexed + 1, 'rows begin where the index ends');
    const upTo = indexed + rows.length;
    this.#advance(ledgerId, upTo, rows);
    return upTo;
  }

  pass({ledgerId, upTo}: {readonly ledgerId: LedgerId; readonly upTo: number}): number {
    const indexed = Math.max(upTo, this.#known(ledgerId).indexed);
    this.#advance(ledgerId, indexed, []);
    return indexed;
  }

  forget({ledgerId, upTo}: {readonly ledgerId: LedgerId; readonly upTo: number}): void {
    const known = this.#ledgers.get(ledgerId);
    if (!known) return;
    const {ledger} = known;
    const [first, last] = [1, upTo].map(position => placeNumber({ledger, position}));
    assert(first !== undefined && last !== undefined, 'a stretch has two ends');
    for (let forgotten = FORGOTTEN_AT_ONCE; forgotten === FORGOTTEN_AT_ONCE; ) {
      const parameters = {first, last, limit: FORGOTTEN_AT_ONCE};
      forgotten = this.#database.write(() => this.#database.run(FORGET, parameters).changes);
      this.#shortenLog();
    }
  }

  runEnd(place: JournalPlace): number | undefined {
    if (!this.#entryAt(place)) return undefined;
    const row = this.#database.get(FIND_JOURNAL, {journalId: idBytes(place.journalId)});
    const journal = row && readInteger(row, 'journal');
    if (journal === undefined) return undefined;
    const end = this.#database.get(RUN_END, {journal, sequence: place.sequenceNumber});
    return end && readInteger(end, 'sequence');
  }

  find(place: JournalPlace): IndexedEntry | undefined {
    const found = this.#entryAt(place);
    if (!found) return undefined;
    const {ledger, position} = placeOf(readInteger(found, 'place'));
    const ledgerId = this.#ledgerIdOf(ledger);
    return ledgerId && {ledgerId, position, entryHash: readBytes(found, 'entry_hash')};
  }

  #entryAt({journalId, sequenceNumber}: JournalPlace): ReturnType<Database['get']> {
    const row = this.#database.get(FIND_JOURNAL, {journalId: idBytes(journalId)});
    if (!row) return undefined;
    const journal = readInteger(row, 'journal');
    return this.#database.get(FIND_ENTRY, {journal, sequence: sequenceNumber});
  }

  searchTransactions(query: TransactionQuery): readonly FoundTransaction[] {
    const search = transactionSearch(query, this.#placeOf(query.before));
    if (!search) return [];
    return this.#database
      .all(search.sql, search.parameters)
      .flatMap(row => foundOfRow(row, ledger => this.#ledgerIdOf(ledger)));
  }

  dayTotals({businessDayDate}: {readonly businessDayDate: string}): readonly DayTotal[] {
    const businessDay = dayNumber(businessDayDate);
    return this.#database.all(DAY_TOTALS, {businessDay}).map(row => ({
      businessDayDate,
      workstationId: readUtf8(row, 'workstation_id'),
      currencyCode: readUtf8(row, 'currency'),
      transactions: readInteger(row, 'transactions'),
      amountMinor: readInteger(row, 'amount'),
    }));
  }

  dayParts({businessDayDate}: {readonly businessDayDate: string}): readonly DayPart[] {
    const rows = this.#database.all(DAY_PIECES, {businessDay: dayNumber(businessDayDate)});
    return sumDayParts(
      rows.map(row => ({
        hour: readInteger(row, 'hour'),
        currencyCode: readUtf8(row, 'currency'),
        salesMinor: readInteger(row, 'sales_minor'),
        tenders: tendersOf(readBytes(row, 'marks')),
      })),
    );
  }

  quarantinedCount(): number {
    const row = this.#database.get(QUARANTINED_COUNT);
    return row ? readInteger(row, 'count') : 0;
  }

  /** Beyond every place for a ledger that is not here: a page that began there goes on. */
  #placeOf(before: TransactionQuery['before']): number | undefined {
    const known = before && this.#ledgers.get(before.ledgerId);
    return known && placeNumber({ledger: known.ledger, position: before.position});
  }

  close(): void {
    if (!this.#database.fault) {
      try {
        this.#database.checkpoint('truncate');
      } catch (error) {
        if (!isFault(error)) throw error; // it is made of what the ledgers hold
      }
    }
    this.#database.close();
  }

  #known(ledgerId: LedgerId): {readonly ledger: number; readonly indexed: number} {
    return this.#ledgers.get(ledgerId) ?? {ledger: this.#ledgers.size + 1, indexed: 0};
  }

  #advance(ledgerId: LedgerId, indexed: number, rows: readonly IndexRow[]): void {
    const {ledger} = this.#known(ledgerId);
    this.#database.write(() => {
      for (const row of rows) this.#addRow(ledger, row);
      this.#database.run(KEEP_LEDGER, {ledger, ledgerId: idBytes(ledgerId), indexed});
    });
    this.#ledgers.set(ledgerId, {ledger, indexed});
    this.#shortenLog();
  }

  #shortenLog(): void {
    if (this.#database.walBytes() > LOG_BYTES_MAX) this.#database.checkpoint('truncate');
  }

  #addRow(ledger: number, row: IndexRow): void {
    this.#database.run(ADD_ENTRY, entryToRow(row, {ledger, journal: this.#journalOf(row.key)}));
    if (!row.decides) return;
    this.#database.run(DECIDE_ENTRY, {
      journal: this.#journalOf(row.decides.key),
      sequence: row.decides.key.sequenceNumber,
      quarantined: STANDING_CODES[row.decides.standing],
    });
  }

  #journalOf({journalId, retailStoreId, workstationId}: TransactionKey): number {
    const known = this.#journals.get(journalId);
    if (known !== undefined) return known;
    this.#database.run(ADD_JOURNAL, {
      journalId: idBytes(journalId),
      retailStoreId: utf8Encode(retailStoreId),
      workstationId: utf8Encode(workstationId),
    });
    const row = this.#database.get(FIND_JOURNAL, {journalId: idBytes(journalId)});
    assert(row, 'a journal is there once it was added');
    const journal = readInteger(row, 'journal');
    this.#journals.set(journalId, journal);
    return journal;
  }

  #ledgerIdOf(ledger: number): LedgerId | undefined {
    return [...this.#ledgers].find(([, known]) => known.ledger === ledger)?.[0];
  }
}

function openOrRemake(path: string): Database {
  const options = {path, schema: INDEX_SCHEMA, mode: 'create'} as const;
  try {
    return openDatabase(options);
  } catch (error) {
    if (!isFault(error, 'database/corrupt') && !isFault(error, 'database/too-new')) throw error;
    removeIndex(path);
    return openDatabase(options);
  }
}

function removeIndex(path: string): void {
  onDisk(path, () => {
    for (const ending of ['', '-wal', '-shm']) rmSync(`${path}${ending}`, {force: true});
  });
}
