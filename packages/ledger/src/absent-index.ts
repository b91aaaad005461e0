import type {Fault} from '@holdfast/std';
import type {DamagedStretch, IndexedEntry, LedgerIndex} from './ports.ts';

/**
 * Stands in for an index that cannot be opened, so that the ledger is served all the same: old
 * entries are `busy` rather than guessed, and whoever searches gets the fault.
 */
export class AbsentIndex implements LedgerIndex {
  readonly #fault: Fault;

  constructor(fault: Fault) {
    this.#fault = fault;
  }

  indexed(): number {
    return 0;
  }

  async add(): Promise<{readonly damaged: readonly DamagedStretch[]}> {
    throw this.#fault;
  }

  async addRows(): Promise<void> {
    throw this.#fault;
  }

  async pass(): Promise<void> {
    throw this.#fault;
  }

  async forget(): Promise<void> {
    throw this.#fault;
  }

  async find(): Promise<IndexedEntry | undefined> {
    throw this.#fault;
  }

  async runEnd(): Promise<number | undefined> {
    throw this.#fault;
  }

  async searchTransactions(): Promise<never> {
    throw this.#fault;
  }

  async dayTotals(): Promise<never> {
    throw this.#fault;
  }

  async dayParts(): Promise<never> {
    throw this.#fault;
  }

  async quarantinedCount(): Promise<never> {
    throw this.#fault;
  }

  async close(): Promise<void> {}
}
