import {type Clock, isFault, type Log, Wakeup} from '@holdfast/std';
import type {LedgerId} from '@holdfast/wire';
import type {IndexRow} from './index-row.ts';
import type {LedgerEnd, PrunedTo} from './ledger.ts';
import type {LedgerLimits} from './limits.ts';
import type {LedgerIndex, StoredGroup} from './ports.ts';

/**
 * How far beyond an unreadable place the next readable one is looked for: more than a group holds.
 */
const PROBE_POSITIONS = 1024;

/** A ledger as the feeder reads it. */
export interface IndexSource {
  readonly ledgerId: LedgerId;
  end(): LedgerEnd;
  prunedTo(): PrunedTo;
  groups(from: number): Promise<readonly StoredGroup[]>;
  /** What was read of the entries from here on already; empty where nothing was. */
  rows(from: number): readonly IndexRow[];
}

export interface IndexFeederParts {
  /** Oldest first. */
  readonly sources: readonly IndexSource[];
  readonly index: LedgerIndex;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: Pick<LedgerLimits, 'indexEveryMs' | 'indexBytes'>;
}

/**
 * Brings the index up to the ledgers' ends, behind the ack path: oldest ledger first, a piece at a
 * time, woken by growth. An index that fails is left alone until the next start; no append feels
 * it.
 */
export class IndexFeeder {
  readonly #parts: IndexFeederParts;
  readonly #grown = new Wakeup();

  constructor(parts: IndexFeederParts) {
    this.#parts = parts;
  }

  /** There may be more to index. */
  notify(): void {
    this.#grown.notify();
  }

  /** Feeds until `signal` aborts, or the index fails. Never rejects for a fault. */
  async run(signal: AbortSignal): Promise<void> {
    const {clock, limits, log} = this.#parts;
    try {
      while (!signal.aborted) {
        const fed = await this.catchUp(signal);
        if (fed) await clock.sleep(limits.indexEveryMs, signal);
        else await this.#grown.wait(signal);
      }
    } catch (error) {
      if (!isFault(error)) throw error;
      log.error('ledger.index-failed', {code: error.code});
    }
  }

  /** Indexes what there is now. `true` when it did something. */
  async catchUp(signal: AbortSignal): Promise<boolean> {
    let fed = false;
    for (const source of this.#parts.sources) {
      while (!signal.aborted && (await this.#feedOrPass(source))) fed = true;
    }
    return fed;
  }

  /** What was deleted while it was read is passed over the next time. */
  async #feedOrPass(source: IndexSource): Promise<boolean> {
    try {
      return await this.#feedNext(source);
    } catch (error) {
      if (!isFault(error, 'ledger/pruned')) throw error;
      return true;
    }
  }

  async #feedNext(source: IndexSource): Promise<boolean> {
    const {index, log} = this.#parts;
    const {ledgerId} = source;
    const indexed = index.indexed(ledgerId);
    if (indexed >= source.end().position) return false;
    const deleted = source.prunedTo().position;
    if (indexed < deleted) {
      await index.pass({ledgerId, upTo: deleted});
      return true;
    }
    const rows = source.rows(indexed + 1);
    if (rows.length > 0) {
      await index.addRows({ledgerId, rows});
      return index.indexed(ledgerId) > indexed;
    }
    const groups = await this.#read(source, indexed + 1);
    if (groups.length === 0) await this.#passDamage(source, indexed + 1);
    else {
      const {damaged} = await index.add({ledgerId, groups});
      for (const stretch of damaged) log.error('ledger.damaged', {ledgerId, ...stretch});
    }
    return index.indexed(ledgerId) > indexed;
  }

  /** A piece of the ledger, as far as it can be read. */
  async #read(source: IndexSource, from: number): Promise<readonly StoredGroup[]> {
    const groups: StoredGroup[] = [];
    let next = from;
    let bytes = 0;
    while (next <= source.end().position && bytes < this.#parts.limits.indexBytes) {
      const more = await readableAt(source, next);
      if (!more) break;
      groups.push(...more);
      next = (more.at(-1)?.last ?? next) + 1;
      bytes += more.reduce((sum, {entries}) => sum + entries.length, 0);
    }
    return groups;
  }

  /** Finds, by halves, where the ledger can be read again. */
  async #passDamage(source: IndexSource, from: number): Promise<void> {
    const {index, log} = this.#parts;
    const {ledgerId} = source;
    let damagedAt = from;
    let readable = Math.min(from + PROBE_POSITIONS, source.end().position + 1);
    while (readable - damagedAt > 1) {
      const middle = Math.floor((damagedAt + readable) / 2);
      if (await readableAt(source, middle)) readable = middle;
      else damagedAt = middle;
    }
    const upTo = readable - 1;
    log.error('ledger.damaged', {ledgerId, first: from, last: upTo, reason: 'is unreadable'});
    await index.pass({ledgerId, upTo});
  }
}

async function readableAt(
  source: IndexSource,
  position: number,
): Promise<readonly StoredGroup[] | undefined> {
  try {
    return await source.groups(position);
  } catch (error) {
    if (isFault(error, 'database/corrupt')) return undefined;
    throw error;
  }
}
