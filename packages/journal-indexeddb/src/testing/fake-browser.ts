import {forceCloseDatabase, IDBFactory, IDBKeyRange} from 'fake-indexeddb';
import type {BrowserStorage} from '../browser-storage.ts';

// What a browser has under this name; the journal's code asks for it there.
Object.assign(globalThis, {IDBKeyRange});

let browsers = 0;

/**
 * One origin's storage in memory: stays when the tabs that used it are gone. The locks are real.
 */
export class FakeBrowser implements BrowserStorage {
  readonly indexedDB: IDBFactory = new IDBFactory();
  readonly locks = navigator.locks;
  /** Of the journal: locks are shared by all that runs here. */
  readonly name = `journal ${++browsers}`;
  /** What the browser answers a page that asks to be kept; a pending promise if a person must. */
  persist: () => Promise<boolean> = async () => true;
  /** Sees every transaction that may write, and may break it. */
  onWrite: (transaction: IDBTransaction) => void = () => {};
  readonly storage = {persisted: async () => false, persist: () => this.persist()};
  readonly #open: IDBDatabase[] = [];

  constructor() {
    const open = this.indexedDB.open.bind(this.indexedDB);
    this.indexedDB.open = (name, version) => {
      const request = open(name, version);
      request.addEventListener('success', () => this.#watch(request.result));
      return request;
    };
  }

  /** Ends every connection, as a browser does whose user clears the data of a site. */
  forceClose(): void {
    for (const database of this.#open) Reflect.apply(forceCloseDatabase, undefined, [database]);
  }

  #watch(database: IDBDatabase): void {
    this.#open.push(database);
    const begin = database.transaction.bind(database);
    database.transaction = (stores, mode, options) => {
      const transaction = begin(stores, mode, options);
      if (mode === 'readwrite') this.onWrite(transaction);
      return transaction;
    };
  }
}
