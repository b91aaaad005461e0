import type {LedgerId} from '@holdfast/wire';
import type {IndexRow} from './index-row.ts';
import type {
  DamagedStretch,
  IndexedEntry,
  JournalPlace,
  LedgerIndex,
  StoredGroup,
} from './ports.ts';
import type {DayPart, DayTotal, FoundTransaction, TransactionQuery} from './search.ts';

/**
 * An index that is still being opened. Sales do not wait for it: it knows of nothing until it is
 * there, so that what cannot be told yet is not guessed, and whoever asks it waits.
 */
export class OpeningIndex implements LedgerIndex {
  /** Resolves once the index answers at once. */
  readonly opened: Promise<void>;
  readonly #opening: Promise<LedgerIndex>;
  #index: LedgerIndex | undefined;

  constructor(opening: Promise<LedgerIndex>) {
    this.#opening = opening;
    this.opened = opening.then(index => {
      this.#index = index;
    });
  }

  indexed(ledgerId: LedgerId): number {
    return this.#index?.indexed(ledgerId) ?? 0;
  }

  async add(stretch: {
    readonly ledgerId: LedgerId;
    readonly groups: readonly StoredGroup[];
  }): Promise<{readonly damaged: readonly DamagedStretch[]}> {
    return await (await this.#opening).add(stretch);
  }

  async addRows(stretch: {
    readonly ledgerId: LedgerId;
    readonly rows: readonly IndexRow[];
  }): Promise<void> {
    await (await this.#opening).addRows(stretch);
  }

  async pass(stretch: {readonly ledgerId: LedgerId; readonly upTo: number}): Promise<void> {
    await (await this.#opening).pass(stretch);
  }

  async forget(stretch: {readonly ledgerId: LedgerId; readonly upTo: number}): Promise<void> {
    await (await this.#opening).forget(stretch);
  }

  async find(place: JournalPlace): Promise<IndexedEntry | undefined> {
    return await (await this.#opening).find(place);
  }

  async runEnd(place: JournalPlace): Promise<number | undefined> {
    return await (await this.#opening).runEnd(place);
  }

  async searchTransactions(query: TransactionQuery): Promise<readonly FoundTransaction[]> {
    return await (await this.#opening).searchTransactions(query);
  }

  async dayTotals(day: {readonly businessDayDate: string}): Promise<readonly DayTotal[]> {
    return await (await this.#opening).dayTotals(day);
  }

  async dayParts(day: {readonly businessDayDate: string}): Promise<readonly DayPart[]> {
    return await (await this.#opening).dayParts(day);
  }

  async quarantinedCount(): Promise<number> {
    return await (await this.#opening).quarantinedCount();
  }

  async close(): Promise<void> {
    await (await this.#opening).close();
  }
}
