import {assert} from '@holdfast/std';
import type {IndexRow} from './index-row.ts';

/**
 * What the index will keep of the newest entries, read by the door already. Consecutive positions,
 * bounded: what is missing here is read from the ledger.
 */
export class RecentRows {
  readonly #rowsMax: number;
  #rows: IndexRow[] = [];

  constructor(rowsMax: number) {
    this.#rowsMax = rowsMax;
  }

  add(row: IndexRow): void {
    const last = this.#rows.at(-1);
    if (last && row.position !== last.position + 1) this.#rows = [];
    this.#rows.push(row);
    // Half of them at once: one at a time would move all the others at every entry.
    if (this.#rows.length > this.#rowsMax) this.#rows = this.#rows.slice(this.#rowsMax / 2);
  }

  /** From `position` on, `rowsMax` at most; none where that position is not here. */
  read(position: number, rowsMax: number): readonly IndexRow[] {
    const at = position - (this.#rows[0]?.position ?? Number.POSITIVE_INFINITY);
    if (at < 0 || at >= this.#rows.length) return [];
    const rows = this.#rows.slice(at, at + rowsMax);
    assert(rows[0]?.position === position, 'rows are consecutive');
    return rows;
  }

  /** The index has these. */
  forget(upTo: number): void {
    const first = this.#rows[0]?.position;
    if (first !== undefined && upTo >= first) this.#rows = this.#rows.slice(upTo - first + 1);
  }
}
