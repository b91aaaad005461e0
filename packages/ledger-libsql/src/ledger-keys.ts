import {addDataKey, type DataKeyPlace, type DataKeys} from '@holdfast/data-keys';
import type {KeyInUse} from './key-marks.ts';
import type {LibsqlLedgerStore} from './libsql-ledger-store.ts';

/** One data key, and what of the ledgers needs it. */
export interface DataKeyUse {
  readonly id: string;
  readonly madeAtMs: number;
  /** Whether new groups are sealed under it. */
  readonly current: boolean;
  /** How many ledgers hold something that only this key opens. */
  readonly ledgers: number;
}

/** The data keys of a hub's ledgers, and the ledgers that are open under them. */
export class LedgerKeys {
  readonly #place: DataKeyPlace;
  readonly #stores = new Map<number, LibsqlLedgerStore>();
  #keys: DataKeys;

  constructor(place: DataKeyPlace, keys: DataKeys) {
    this.#place = place;
    this.#keys = keys;
  }

  get all(): DataKeys {
    return this.#keys;
  }

  attach(number: number, store: LibsqlLedgerStore): void {
    this.#stores.set(number, store);
  }

  detach(number: number): void {
    this.#stores.delete(number);
  }

  /**
   * Adds a key, durably, before anything is sealed under it. Groups that are committed after this
   * resolved are sealed under it; older ones stay readable under theirs.
   */
  async rotate(nowMs: number): Promise<void> {
    this.#keys = addDataKey(this.#place, nowMs);
    for (const store of this.#stores.values()) await store.useKeys(this.#keys);
  }

  /** Oldest first. A key stays in the file when nothing needs it any more. */
  async list(): Promise<readonly DataKeyUse[]> {
    const inUse: (readonly KeyInUse[])[] = [];
    for (const store of this.#stores.values()) inUse.push(await store.keysInUse());
    return this.#keys.map(({id, madeAtMs}) => ({
      ...{id, madeAtMs},
      current: id === this.#keys.at(-1)?.id,
      ledgers: inUse.filter(uses => uses.some(({keyId}) => keyId === id)).length,
    }));
  }
}
