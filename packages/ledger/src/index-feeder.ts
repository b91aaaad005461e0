import {isFault, type Log, Wakeup} from '@holdfast/std';
import type {LedgerId} from '@holdfast/wire';
import type {LedgerEnd} from './ledger.ts';
import type {LedgerIndex, StoredGroup} from './ports.ts';

/** A ledger as the feeder reads it. */
export interface IndexSource {
  readonly ledgerId: LedgerId;
  end(): LedgerEnd;
  groups(from: number): Promise<readonly StoredGroup[]>;
}

/**
 * Brings the index up to the ledgers' ends, behind the ack path: oldest ledger first, a small
 * stretch at a time, woken by growth. An index that fails is left alone until the next start; no
 * append feels it.
 */
export class IndexFeeder {
  readonly #sources: readonly IndexSource[];
  readonly #index: LedgerIndex;
  readonly #log: Log;
  readonly #grown = new Wakeup();

  /** @param parts.sources oldest first. */
  constructor(parts: {
    readonly sources: readonly IndexSource[];
    readonly index: LedgerIndex;
    readonly log: Log;
  }) {
    this.#sources = parts.sources;
    this.#index = parts.index;
    this.#log = parts.log;
  }

  /** There may be more to index. */
  notify(): void {
    this.#grown.notify();
  }

  /** Feeds until `signal` aborts, or the index fails. Never rejects for a fault. */
  async run(signal: AbortSignal): Promise<void> {
    try {
      while (!signal.aborted) {
        if (!(await this.catchUp(signal))) await this.#grown.wait(signal);
      }
    } catch (error) {
      if (!isFault(error)) throw error;
      this.#log.error('ledger.index-failed', {code: error.code});
    }
  }

  /** Indexes what there is now. `true` when it did something. */
  async catchUp(signal: AbortSignal): Promise<boolean> {
    let fed = false;
    for (const source of this.#sources) {
      while (!signal.aborted && (await this.#feedNext(source))) fed = true;
    }
    return fed;
  }

  async #feedNext(source: IndexSource): Promise<boolean> {
    const {ledgerId} = source;
    const indexed = this.#index.indexed(ledgerId);
    if (indexed >= source.end().position) return false;
    const groups = await source.groups(indexed + 1);
    const {damaged} = await this.#index.add({ledgerId, groups});
    for (const {first, last, reason} of damaged) {
      this.#log.error('ledger.damaged', {ledgerId, first, last, reason});
    }
    return this.#index.indexed(ledgerId) > indexed;
  }
}
