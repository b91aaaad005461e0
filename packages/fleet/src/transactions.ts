import type {Bytes} from '@holdfast/std';
import type {LedgerEntry} from '@holdfast/wire';
import type {DecisionRecord, HeldEntry} from './entry-record.ts';
import type {FleetReading, Page} from './fleet-store.ts';
import {FLEET_LIMITS} from './limits.ts';
import type {SegmentShelf} from './segment-shelf.ts';

/** A held transaction as a reader gets it, with the bytes its terminal wrote. */
export interface HeldTransaction {
  readonly cursor: number;
  readonly held: HeldEntry;
  readonly entry: LedgerEntry['entry'];
  /** `undefined` only where a hub withheld it because card data was found in it. */
  readonly body: Bytes | undefined;
}

/** One line of what readers follow. */
export type StreamItem =
  | {readonly kind: 'transaction'; readonly cursor: number; readonly transaction: HeldTransaction}
  | {readonly kind: 'decision'; readonly cursor: number; readonly decision: DecisionRecord};

/**
 * Reads held transactions back. Order is that of cursors, which only grow: whoever has seen all up
 * to one asks for what is after it, and gets each transaction once, whatever happened in between.
 */
export class Transactions {
  readonly #store: FleetReading;
  readonly #shelf: SegmentShelf;

  constructor(store: FleetReading, shelf: SegmentShelf) {
    this.#store = store;
    this.#shelf = shelf;
  }

  /** Transactions and decisions after a cursor, at most `limit` together. Empty at the end. */
  async after(page: Page): Promise<readonly StreamItem[]> {
    const asked = {after: page.after, limit: Math.min(page.limit, FLEET_LIMITS.pageMax)};
    const transactions = await this.#store.transactionsAfter(asked);
    const decisions = await this.#store.decisionsAfter(asked);
    const places = [
      ...transactions.map(held => ({cursor: held.cursor ?? 0, held})),
      ...decisions.map(decision => ({cursor: decision.cursor, decision})),
    ]
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

  /** Fetches the bytes of a held entry, and proves them again. Throws `fleet/damaged`. */
  async open(held: HeldEntry): Promise<HeldTransaction> {
    const {entry} = await this.#shelf.entryAt(held);
    return {cursor: held.cursor ?? 0, held, entry, body: entry.body};
  }

  async openAll(entries: readonly HeldEntry[]): Promise<readonly HeldTransaction[]> {
    const opened: HeldTransaction[] = [];
    for (const held of entries) opened.push(await this.open(held));
    return opened;
  }
}
