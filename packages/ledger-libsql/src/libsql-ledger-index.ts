import type {
  DamagedStretch,
  DayPart,
  DayTotal,
  FoundTransaction,
  IndexedEntry,
  IndexRow,
  JournalPlace,
  LedgerIndex,
  StoredGroup,
  TransactionQuery,
} from '@holdfast/ledger';
import {assert} from '@holdfast/std';
import type {LedgerId} from '@holdfast/wire';
import type {IndexAnswer, IndexQuestion} from './index-messages.ts';
import type {Line} from './line.ts';

/** A folder's index in a libSQL file of its own, at the other end of a line of its own. */
export class LibsqlLedgerIndex implements LedgerIndex {
  readonly #line: Line<IndexQuestion, IndexAnswer>;
  readonly #indexed: Map<LedgerId, number>;

  private constructor(
    line: Line<IndexQuestion, IndexAnswer>,
    indexed: readonly (readonly [LedgerId, number])[],
  ) {
    this.#line = line;
    this.#indexed = new Map(indexed);
  }

  /** The index ends its line when it is closed. */
  static async open(
    line: Line<IndexQuestion, IndexAnswer>,
    file: {readonly path: string; readonly fresh: boolean},
  ): Promise<LibsqlLedgerIndex> {
    const answer = await line.ask({kind: 'open', ...file});
    assert(answer.kind === 'opened', 'an opening is answered with what is indexed');
    return new LibsqlLedgerIndex(line, answer.indexed);
  }

  indexed(ledgerId: LedgerId): number {
    return this.#indexed.get(ledgerId) ?? 0;
  }

  async add(stretch: {
    readonly ledgerId: LedgerId;
    readonly groups: readonly StoredGroup[];
  }): Promise<{readonly damaged: readonly DamagedStretch[]}> {
    const answer = await this.#line.ask({kind: 'add', ...stretch});
    assert(answer.kind === 'added', 'groups are answered with how far the index has come');
    this.#indexed.set(stretch.ledgerId, answer.indexed);
    return {damaged: answer.damaged};
  }

  async addRows(stretch: {
    readonly ledgerId: LedgerId;
    readonly rows: readonly IndexRow[];
  }): Promise<void> {
    const answer = await this.#line.ask({kind: 'addRows', ...stretch});
    assert(answer.kind === 'added', 'rows are answered with how far the index has come');
    this.#indexed.set(stretch.ledgerId, answer.indexed);
  }

  async pass(stretch: {readonly ledgerId: LedgerId; readonly upTo: number}): Promise<void> {
    const answer = await this.#line.ask({kind: 'pass', ...stretch});
    assert(answer.kind === 'added', 'a gap is answered with how far the index has come');
    this.#indexed.set(stretch.ledgerId, answer.indexed);
  }

  async forget(stretch: {readonly ledgerId: LedgerId; readonly upTo: number}): Promise<void> {
    await this.#line.ask({kind: 'forget', ...stretch});
  }

  async find(place: JournalPlace): Promise<IndexedEntry | undefined> {
    const {journalId, sequenceNumber} = place;
    const answer = await this.#line.ask({kind: 'find', place: {journalId, sequenceNumber}});
    assert(answer.kind === 'place', 'a look-up is answered with a place');
    return answer.place;
  }

  async runEnd({journalId, sequenceNumber}: JournalPlace): Promise<number | undefined> {
    const answer = await this.#line.ask({kind: 'runEnd', place: {journalId, sequenceNumber}});
    assert(answer.kind === 'runEnd', 'a run is answered with its end');
    return answer.sequenceNumber;
  }

  async searchTransactions(query: TransactionQuery): Promise<readonly FoundTransaction[]> {
    const answer = await this.#line.ask({kind: 'search', query});
    assert(answer.kind === 'transactions', 'a search is answered with transactions');
    return answer.found;
  }

  async dayTotals(day: {readonly businessDayDate: string}): Promise<readonly DayTotal[]> {
    const answer = await this.#line.ask({kind: 'dayTotals', ...day});
    assert(answer.kind === 'totals', 'a report is answered with totals');
    return answer.totals;
  }

  async dayParts(day: {readonly businessDayDate: string}): Promise<readonly DayPart[]> {
    const answer = await this.#line.ask({kind: 'dayParts', ...day});
    assert(answer.kind === 'parts', 'a report is answered with its parts');
    return answer.parts;
  }

  async quarantinedCount(): Promise<number> {
    const answer = await this.#line.ask({kind: 'quarantinedCount'});
    assert(answer.kind === 'count', 'a count is answered with a count');
    return answer.count;
  }

  async close(): Promise<void> {
    await this.#line.stop();
  }
}
