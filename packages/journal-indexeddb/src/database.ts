import {Fault, isFault} from '@holdfast/std';

/** Counts up when an older page could no longer read what a newer one wrote. */
const SCHEMA_VERSION = 1;

/** One record an entry, under its sequence number. */
export const ENTRIES = 'entries';
export const BY_SUBMISSION = 'submissionId';
/** One record each, under its name: key, head, pairing, custody, successor, succeeds. */
export const SINGLES = 'singles';

/**
 * Opens the database of this name, making it if there is none.
 *
 * Throws `database/too-new` when a newer version of this program made it, `database/foreign` when
 * another program did, and what {@link databaseFault} says.
 */
export async function openDatabase(factory: IDBFactory, name: string): Promise<IDBDatabase> {
  const request = factory.open(name, SCHEMA_VERSION);
  request.onupgradeneeded = () => makeStores(request.result);
  let database: IDBDatabase;
  try {
    database = await answer(request);
  } catch (cause) {
    if (!isNamed(cause, 'VersionError')) throw databaseFault(cause);
    throw new Fault('database/too-new', {name, readsUpTo: SCHEMA_VERSION}, {cause});
  }
  if (database.objectStoreNames.contains(ENTRIES) && database.objectStoreNames.contains(SINGLES)) {
    return database;
  }
  database.close();
  throw new Fault('database/foreign', {name});
}

function makeStores(database: IDBDatabase): void {
  const entries = database.createObjectStore(ENTRIES, {keyPath: 'sequenceNumber'});
  entries.createIndex(BY_SUBMISSION, 'submissionId', {unique: true});
  database.createObjectStore(SINGLES);
}

/** The request's result. */
export function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * Runs `work` in one transaction and resolves after the sync that covers it. Whatever `work` throws
 * leaves no trace. It may await nothing but requests of this transaction: the browser commits one
 * that it finds idle.
 *
 * Throws `browser/unfit` where a browser would answer before it syncs.
 */
export async function commit<T>(
  database: IDBDatabase,
  stores: readonly string[],
  work: (transaction: IDBTransaction) => Promise<T>,
): Promise<T> {
  const transaction = database.transaction([...stores], 'readwrite', {durability: 'strict'});
  if (transaction.durability !== 'strict') {
    transaction.abort();
    throw new Fault('browser/unfit', {lacks: 'IndexedDB transactions that sync'});
  }
  const ended = end(transaction);
  try {
    const result = await work(transaction);
    transaction.commit();
    await ended;
    return result;
  } catch (error) {
    abort(transaction);
    await ended.catch(() => {});
    // A failed request says what went wrong, or its transaction does.
    throw databaseFault(isNamed(error, 'AbortError') ? (transaction.error ?? error) : error);
  }
}

/** What is read is read in one transaction, so from one moment. */
export async function read<T>(
  database: IDBDatabase,
  stores: readonly string[],
  work: (transaction: IDBTransaction) => Promise<T>,
): Promise<T> {
  try {
    return await work(database.transaction([...stores], 'readonly'));
  } catch (error) {
    throw databaseFault(error);
  }
}

/**
 * What a browser's error means here. Its quota is the disk, as far as a page can see one:
 * `database/disk-full`. Faults and defects pass through; anything else is `database/failed`.
 */
function databaseFault(error: unknown): unknown {
  if (isFault(error)) return error;
  if (isNamed(error, 'QuotaExceededError')) {
    return new Fault('database/disk-full', {reason: 'the browser gives no more'}, {cause: error});
  }
  if (!(error instanceof DOMException)) return error;
  const reason = `${error.name}: ${error.message}`;
  return new Fault('database/failed', {reason}, {cause: error});
}

function end(transaction: IDBTransaction): Promise<void> {
  const ended = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () =>
      reject(transaction.error ?? new DOMException('aborted', 'AbortError'));
  });
  ended.catch(() => {}); // awaited by whoever is still there to hear it
  return ended;
}

function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort();
  } catch {
    // it has ended already, which is what we want
  }
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}
