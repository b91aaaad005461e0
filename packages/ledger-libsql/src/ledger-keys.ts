import {
  addDataKey,
  createDataKeys,
  type DataKeyPlace,
  type DataKeys,
  loadDataKeys,
} from '@holdfast/data-keys';
import {Fault, isFault} from '@holdfast/std';
import type {KeyInUse} from './key-marks.ts';
import {LibsqlLedgerFolder} from './libsql-ledger-folder.ts';
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

/** The keys that are there; `undefined` where there is no file of them. Faults: `loadDataKeys`. */
export function loadLedgerKeys(place: DataKeyPlace): LedgerKeys | undefined {
  const keys = loadDataKeys(place);
  return keys && new LedgerKeys(place, keys);
}

/**
 * The keys of a hub that is about to write. The first is made where there is none, and only where
 * nothing is sealed yet: a file that was lost is `data-key/missing`, and nothing is begun in its
 * stead.
 */
export async function openLedgerKeys(options: {
  readonly place: DataKeyPlace;
  /** Of the ledgers. */
  readonly directory: string;
  readonly nowMs: number;
}): Promise<LedgerKeys> {
  const {place, directory, nowMs} = options;
  const loaded = loadLedgerKeys(place);
  if (loaded) return loaded;
  const folder = new LibsqlLedgerFolder({directory, shell: 'inline', reserveBytes: 0});
  try {
    for (const number of await folder.numbers()) await refuseSealed(folder, number, place.file);
  } finally {
    await folder.close();
  }
  return new LedgerKeys(place, createDataKeys(place, nowMs));
}

async function refuseSealed(
  folder: LibsqlLedgerFolder,
  number: number,
  file: string,
): Promise<void> {
  try {
    await folder.open(number);
  } catch (error) {
    if (isFault(error, 'data-key/missing')) {
      throw new Fault('data-key/missing', {file, ...error.fields}, {cause: error});
    }
    // What else is wrong with a ledger, its own opening says.
    if (!isFault(error, 'database/corrupt') && !isFault(error, 'database/missing')) throw error;
  }
}
