import {IDBFactory, IDBKeyRange} from 'fake-indexeddb';
import type {BrowserStorage} from '../browser-storage.ts';

// What a browser has under this name; the journal's code asks for it there.
Object.assign(globalThis, {IDBKeyRange});

let browsers = 0;

/**
 * One origin's storage in memory: stays when the tabs that used it are gone. The locks are real.
 */
export class FakeBrowser implements BrowserStorage {
  readonly indexedDB = new IDBFactory();
  readonly locks = navigator.locks;
  /** Of the journal: locks are shared by all that runs here. */
  readonly name = `journal ${++browsers}`;
  /** What the browser answers a page that asks to be kept; a pending promise if a person must. */
  persist: () => Promise<boolean> = async () => true;

  readonly storage = {persisted: async () => false, persist: () => this.persist()};
}
