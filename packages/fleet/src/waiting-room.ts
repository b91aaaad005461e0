import {toHex} from '@holdfast/std';
import type {JournalId} from '@holdfast/wire';
import type {WaitingEntry} from './entry-record.ts';
import type {EntryName} from './fleet-batch.ts';
import type {FleetDeciding} from './fleet-store.ts';
import type {JournalRecord} from './journal-record.ts';
import {FLEET_LIMITS} from './limits.ts';

function nameOf({sequenceNumber, entryHash}: EntryName): string {
  return `${sequenceNumber}/${toHex(entryHash)}`;
}

/** One journal's waiting entries in a draft. */
interface Bench {
  /** What the store has, once it was asked. */
  stored: ReadonlyMap<string, WaitingEntry> | undefined;
  readonly now: Map<string, WaitingEntry>;
  /** The store has others above the ones that were loaded. */
  more: boolean;
}

/**
 * Entries that are in a ledger's gapless stretch but not yet held. Most come and go within one
 * draft and never reach the disk; those on the disk are read only when the journal can move on.
 */
export class WaitingRoom {
  readonly #store: Pick<FleetDeciding, 'waitingEntries'>;
  readonly #benches = new Map<JournalId, Bench>();

  constructor(store: Pick<FleetDeciding, 'waitingEntries'>) {
    this.#store = store;
  }

  #bench(journalId: JournalId): Bench {
    const known = this.#benches.get(journalId);
    if (known) return known;
    const bench: Bench = {stored: undefined, now: new Map(), more: false};
    this.#benches.set(journalId, bench);
    return bench;
  }

  /** Seats the entry, in the place of the one of the same name. */
  put(entry: WaitingEntry): void {
    this.#bench(entry.journalId).now.set(nameOf(entry), entry);
  }

  /**
   * Lets go of an entry that {@link WaitingRoom.load} or {@link WaitingRoom.put} showed to this
   * draft.
   */
  remove(entry: EntryName): void {
    this.#bench(entry.journalId).now.delete(nameOf(entry));
  }

  /** What this draft knows to wait, which is all of it after {@link WaitingRoom.load}. */
  known(journalId: JournalId): readonly WaitingEntry[] {
    return [...this.#bench(journalId).now.values()];
  }

  /** Everything that waits above what is held, up to a cap, in no order worth relying on. */
  async load(journal: JournalRecord): Promise<readonly WaitingEntry[]> {
    const bench = this.#bench(journal.journalId);
    if (!bench.stored) {
      const range = {
        fromSequence: journal.heldSequence + 1,
        limit: FLEET_LIMITS.entriesLoadedPerJournalMax,
      };
      const rows =
        journal.firstWaiting === undefined
          ? []
          : await this.#store.waitingEntries(journal.journalId, range);
      bench.stored = new Map(rows.map(row => [nameOf(row), row]));
      bench.more = rows.length === range.limit;
      for (const [name, row] of bench.stored) if (!bench.now.has(name)) bench.now.set(name, row);
    }
    return this.known(journal.journalId);
  }

  /** Whether the store has waiting entries above the loaded ones. */
  hasMore(journalId: JournalId): boolean {
    return this.#bench(journalId).more;
  }

  /** The lowest sequence that waits after this draft. */
  firstWaiting(journal: JournalRecord): number | undefined {
    const {stored, now, more} = this.#bench(journal.journalId);
    let first = stored ? undefined : journal.firstWaiting;
    if (stored && more) first = [...stored.values()].at(-1)?.sequenceNumber;
    for (const {sequenceNumber} of now.values())
      first = Math.min(first ?? sequenceNumber, sequenceNumber);
    return first;
  }

  changes(): {readonly gone: EntryName[]; readonly kept: WaitingEntry[]} {
    const gone: EntryName[] = [];
    const kept: WaitingEntry[] = [];
    for (const {stored, now} of this.#benches.values()) {
      for (const [name, entry] of stored ?? []) if (!now.has(name)) gone.push(entry);
      for (const [name, entry] of now) if (stored?.get(name) !== entry) kept.push(entry);
    }
    return {gone, kept};
  }
}
