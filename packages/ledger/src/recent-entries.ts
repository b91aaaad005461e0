import {assert, type Bytes} from '@holdfast/std';
import type {Disposition} from '@holdfast/wire';
import type {AppendOutcome} from './ledger.ts';
import type {JournalPlace} from './ports.ts';

/** An entry that was taken lately: still being synced, or durable and perhaps not yet indexed. */
export type RecentEntry = {readonly entryHash: Bytes} & (
  | {readonly state: 'syncing'; readonly outcome: Promise<AppendOutcome>}
  | {readonly state: 'durable'; readonly position: number; readonly disposition: Disposition}
);

/**
 * What the index does not know yet, in the order of the ledger. Bounded: at the cap the oldest
 * durable entries are forgotten, and {@link forgottenUpTo} says how far the index must have come
 * instead.
 */
export class RecentEntries {
  readonly #entriesMax: number;
  readonly #entries = new Map<string, RecentEntry>();
  #forgottenUpTo: number;

  /** @param beginsAfter the position up to which entries were recorded before this memory began. */
  constructor(options: {readonly entriesMax: number; readonly beginsAfter: number}) {
    this.#entriesMax = options.entriesMax;
    this.#forgottenUpTo = options.beginsAfter;
  }

  /** Every durable entry above this position is here. */
  get forgottenUpTo(): number {
    return this.#forgottenUpTo;
  }

  get(place: JournalPlace): RecentEntry | undefined {
    return this.#entries.get(nameOf(place));
  }

  syncing(place: JournalPlace, entry: Omit<RecentEntry & {state: 'syncing'}, 'state'>): void {
    this.#entries.set(nameOf(place), {state: 'syncing', ...entry});
  }

  durable(place: JournalPlace, entry: Omit<RecentEntry & {state: 'durable'}, 'state'>): void {
    const name = nameOf(place);
    assert(this.#entries.get(name)?.state === 'syncing', 'what is durable was synced');
    this.#entries.set(name, {state: 'durable', ...entry});
  }

  /** For an entry that was not stored after all. */
  drop(place: JournalPlace): void {
    this.#entries.delete(nameOf(place));
  }

  /** Forgets what the index has, and beyond the cap the oldest of what it does not have. */
  forget(indexedUpTo: number): void {
    for (const [name, entry] of this.#entries) {
      if (entry.state === 'syncing') return;
      if (entry.position > indexedUpTo && this.#entries.size <= this.#entriesMax) return;
      this.#entries.delete(name);
      this.#forgottenUpTo = entry.position;
    }
  }
}

function nameOf({journalId, sequenceNumber}: JournalPlace): string {
  return `${journalId}/${sequenceNumber}`;
}
