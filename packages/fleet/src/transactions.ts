import {type Bytes, isFault} from '@holdfast/std';
import type {JournalEntry, JournalId, LedgerEntry} from '@holdfast/wire';
import type {DecisionRecord, EntryPlace, HeldEntry} from './entry-record.ts';
import type {FleetDeciding, FleetReading, Page} from './fleet-store.ts';
import {FLEET_LIMITS} from './limits.ts';
import type {SegmentShelf} from './segment-shelf.ts';

/** A held transaction as a reader gets it, with the bytes its terminal wrote. */
export interface HeldTransaction {
  readonly cursor: number;
  readonly held: HeldEntry;
  /**
   * `undefined` where the stored bytes no longer prove themselves: what is held of it is `held`.
   */
  readonly entry: JournalEntry | undefined;
  /** `undefined`, too, where a hub withheld it because card data was found in it. */
  readonly body: Bytes | undefined;
}

/** One that is here, but not held yet: something before it, a key or a signature is missing. */
export interface ArrivedTransaction {
  readonly found: LedgerEntry;
}

export type FoundTransaction =
  | {readonly custody: 'held'; readonly transaction: HeldTransaction}
  | {readonly custody: 'arrived'; readonly transaction: ArrivedTransaction};

/** One line of what readers follow. */
export type StreamItem =
  | {readonly kind: 'transaction'; readonly cursor: number; readonly transaction: HeldTransaction}
  | {readonly kind: 'decision'; readonly cursor: number; readonly decision: DecisionRecord};

/** What a transaction is looked up by. */
export interface JournalPlace {
  readonly journalId: JournalId;
  readonly sequenceNumber: number;
}

/**
 * Reads transactions back. Order is that of cursors, which only grow: whoever has seen all up to
 * one asks for what is after it, and gets each transaction once, whatever happened in between.
 */
export class Transactions {
  readonly #store: FleetReading & FleetDeciding;
  readonly #shelf: SegmentShelf;

  constructor(store: FleetReading & FleetDeciding, shelf: SegmentShelf) {
    this.#store = store;
    this.#shelf = shelf;
  }

  /** Transactions and decisions after a cursor, at most `limit` together. Empty at the end. */
  async after(page: Page): Promise<readonly StreamItem[]> {
    const asked = {after: page.after, limit: Math.min(page.limit, FLEET_LIMITS.pageMax)};
    // Two reads, and a commit may come between them: what is above this mark is for the next page,
    // or the second read would step over what the first one had not seen.
    const {lastCursor} = await this.#store.mark();
    const transactions = await this.#store.transactionsAfter(asked);
    const decisions = await this.#store.decisionsAfter(asked);
    const places = [
      ...transactions.map(held => ({cursor: held.cursor ?? 0, held})),
      ...decisions.map(decision => ({cursor: decision.cursor, decision})),
    ]
      .filter(({cursor}) => cursor <= lastCursor)
      .sort((a, b) => a.cursor - b.cursor)
      .slice(0, asked.limit);
    const items: StreamItem[] = [];
    for (const place of places) {
      const {cursor} = place;
      if ('decision' in place) items.push({kind: 'decision', cursor, decision: place.decision});
      else items.push({kind: 'transaction', cursor, transaction: await this.open(place.held)});
    }
    return items;
  }

  /** Fetches the bytes of a held entry, and proves them again. Damage hides them, and no others. */
  async open(held: HeldEntry): Promise<HeldTransaction> {
    const entry = await this.#entryAt(held);
    return {cursor: held.cursor ?? 0, held, entry: entry?.entry, body: entry?.entry.body};
  }

  async openAll(entries: readonly HeldEntry[]): Promise<readonly HeldTransaction[]> {
    const opened: HeldTransaction[] = [];
    for (const held of entries) opened.push(await this.open(held));
    return opened;
  }

  /** One transaction by its key, as far as it has come; never an entry of a hub's own journal. */
  async find({journalId, sequenceNumber}: JournalPlace): Promise<FoundTransaction | undefined> {
    const held = await this.#store.heldEntry(journalId, sequenceNumber);
    if (held) {
      if (held.cursor === undefined) return undefined;
      return {custody: 'held', transaction: await this.open(held)};
    }
    const journal = await this.#store.journal(journalId);
    if (journal?.role === 'hub') return undefined;
    const found =
      (await this.#findWaiting({journalId, sequenceNumber})) ??
      (await this.#findAhead({journalId, sequenceNumber}));
    return found && {custody: 'arrived', transaction: {found}};
  }

  async #findWaiting({journalId, sequenceNumber}: JournalPlace): Promise<LedgerEntry | undefined> {
    const range = {fromSequence: sequenceNumber, limit: 1};
    const [waiting] = await this.#store.waitingEntries(journalId, range);
    return waiting?.sequenceNumber === sequenceNumber ? this.#entryAt(waiting) : undefined;
  }

  async #findAhead({journalId, sequenceNumber}: JournalPlace): Promise<LedgerEntry | undefined> {
    const [segmentId] = await this.#store.segmentsBringing(journalId, sequenceNumber);
    if (segmentId === undefined) return undefined;
    const {entries} = await this.#shelf.unpacked(segmentId);
    return entries.find(
      ({entry: {header}}) =>
        header.journalId === journalId && header.sequenceNumber === sequenceNumber,
    );
  }

  async #entryAt(place: EntryPlace): Promise<LedgerEntry | undefined> {
    try {
      return await this.#shelf.entryAt(place);
    } catch (error) {
      if (isFault(error, 'fleet/damaged')) return undefined;
      throw error;
    }
  }
}
