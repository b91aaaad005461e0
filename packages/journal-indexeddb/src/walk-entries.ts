import {type EntryRecord, keptBytesOf, parseRecord} from './entry-record.ts';
import type {Head} from './head-record.ts';

/** What one transaction deletes at most, so that a sale never waits long behind it. */
const DELETED_AT_ONCE_MAX = 256;

/** The records after `sequenceNumber`, as many as the place allows; always the first. */
export async function readRun(
  entries: IDBObjectStore,
  place: {
    readonly sequenceNumber: number;
    readonly entriesMax: number;
    readonly bytesMax: number;
  },
): Promise<readonly EntryRecord[]> {
  const {sequenceNumber, entriesMax, bytesMax} = place;
  const run: EntryRecord[] = [];
  let bytes = 0;
  await walk(entries, IDBKeyRange.lowerBound(sequenceNumber, true), record => {
    bytes += record.body.length;
    const fits = run.length < entriesMax && (run.length === 0 || bytes <= bytesMax);
    if (fits) run.push(record);
    return fits && run.length < entriesMax;
  });
  return run;
}

/** Where the journal begins once its oldest entries are deleted: those covered and old. */
export async function firstToStay(
  entries: IDBObjectStore,
  upTo: {
    readonly head: Head;
    readonly sequenceNumber: number;
    readonly journaledBeforeMs: number;
  },
): Promise<Pick<Head, 'firstSequenceNumber' | 'keptBytes'>> {
  let {firstSequenceNumber, keptBytes} = upTo.head;
  const last = Math.min(upTo.sequenceNumber, firstSequenceNumber + DELETED_AT_ONCE_MAX - 1);
  await walk(entries, IDBKeyRange.upperBound(last), record => {
    if (record.journaledMs >= upTo.journaledBeforeMs) return false;
    firstSequenceNumber = record.sequenceNumber + 1;
    keptBytes -= keptBytesOf(record);
    return true;
  });
  return {firstSequenceNumber, keptBytes};
}

/** Visits record after record for as long as `visit` says so. */
function walk(
  entries: IDBObjectStore,
  range: IDBKeyRange,
  visit: (record: EntryRecord) => boolean,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = entries.openCursor(range);
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      try {
        const cursor = request.result;
        if (cursor && visit(parseRecord(cursor.value))) cursor.continue();
        else resolve();
      } catch (error) {
        reject(error); // thrown on from here it would reach nobody
      }
    };
  });
}
