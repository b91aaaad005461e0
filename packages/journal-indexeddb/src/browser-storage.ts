import {Fault} from '@holdfast/std';

/** What a journal stands on. A test hands in its own. */
export interface BrowserStorage {
  readonly indexedDB: IDBFactory;
  readonly locks: LockManager;
  readonly storage: Pick<StorageManager, 'persist' | 'persisted'>;
}

/** This page's. Throws `browser/unfit` where one is missing, as outside a secure context. */
export function browserStorage(): BrowserStorage {
  const {indexedDB}: {readonly indexedDB?: IDBFactory} = globalThis;
  const {locks, storage}: {readonly locks?: LockManager; readonly storage?: StorageManager} =
    navigator;
  if (indexedDB && locks && storage) return {indexedDB, locks, storage};
  const missing = Object.entries({indexedDB, locks, storage}).filter(([, found]) => !found);
  throw new Fault('browser/unfit', {
    lacks: missing.map(([name]) => name).join(', '),
    hint: 'a page has them over HTTPS or from a loopback address',
  });
}
