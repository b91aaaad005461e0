import type {SharedDocument, SharedShelf} from '@holdfast/terminal-sdk';
import * as z from 'zod';

const DATABASE = 'holdfast-till';
const VERSION = 1;
const SHARED = 'shared';
const STATE = 'state';

const sharedSchema = z.object({
  name: z.string(),
  version: z.int(),
  changedAtMs: z.number(),
  text: z.string(),
});

/**
 * What a till in a browser keeps beside its journal: the open sale, who is signed on, and the
 * store's documents. Every write resolves after its sync (`durability: 'strict'`).
 */
export class TillStore implements SharedShelf {
  readonly #database: IDBDatabase;

  private constructor(database: IDBDatabase) {
    this.#database = database;
  }

  static async open(): Promise<TillStore> {
    const request = indexedDB.open(DATABASE, VERSION);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(SHARED);
      request.result.createObjectStore(STATE);
    };
    return new TillStore(await settled(request));
  }

  async load(): Promise<readonly SharedDocument[]> {
    const store = this.#database.transaction(SHARED, 'readonly').objectStore(SHARED);
    const found = await settled<unknown[]>(store.getAll());
    return found.flatMap(one => {
      const document = sharedSchema.safeParse(one);
      return document.success ? [document.data] : [];
    });
  }

  keep(document: SharedDocument): Promise<void> {
    return this.#write(SHARED, store => store.put(document, document.name));
  }

  /** What was kept under this key, if it is what the schema says. */
  async read<T>(key: string, schema: z.ZodType<T>): Promise<T | undefined> {
    const store = this.#database.transaction(STATE, 'readonly').objectStore(STATE);
    const value = schema.safeParse(await settled<unknown>(store.get(key)));
    return value.success ? value.data : undefined;
  }

  put(key: string, value: unknown): Promise<void> {
    return this.#write(STATE, store => store.put(value, key));
  }

  /** Keeps one thing and forgets others, all or nothing. */
  exchange(
    kept: Readonly<Record<string, unknown>>,
    ...forgotten: readonly string[]
  ): Promise<void> {
    return this.#write(STATE, store => {
      for (const [key, value] of Object.entries(kept)) store.put(value, key);
      for (const key of forgotten) store.delete(key);
    });
  }

  forget(...keys: readonly string[]): Promise<void> {
    return this.#write(STATE, store => {
      for (const key of keys) store.delete(key);
    });
  }

  #write(name: string, change: (store: IDBObjectStore) => void): Promise<void> {
    const transaction = this.#database.transaction(name, 'readwrite', {durability: 'strict'});
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new Error('aborted'));
      change(transaction.objectStore(name));
    });
  }
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
