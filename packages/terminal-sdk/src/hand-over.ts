import {assert, type Digest, isFault} from '@holdfast/std';
import {
  encodeSupersedes,
  entrySigningMessage,
  GENESIS_HASH,
  makeEntry,
  supersededBy,
} from '@holdfast/wire';
import type {Journal, JournaledEntry, JournalTail, Successor} from './ports.ts';

const READ = {entriesMax: 256, bytesMax: 4 * 1024 * 1024};

/**
 * Makes again, for the journal that follows, every entry that is in this one beyond what a hub
 * shares with it: the same body byte for byte under a new key, naming the entry it stands for. One
 * that no longer proves itself is passed over and named. The same entries give the same run, so
 * that a crash before it is durable costs nothing.
 */
export async function makeAgain(
  {journal, digest}: {readonly journal: Journal; readonly digest: Digest},
  {
    successor,
    lastCommonSequence,
  }: {readonly successor: Successor; readonly lastCommonSequence: number},
): Promise<{readonly run: readonly JournaledEntry[]; readonly lost: readonly number[]}> {
  const run: JournaledEntry[] = [];
  const lost: number[] = [];
  let tail: JournalTail = {sequenceNumber: 0, entryHash: GENESIS_HASH};
  let done = lastCommonSequence;
  while (done < journal.tail().sequenceNumber) {
    const found = await readOn(journal, done);
    if (!found) {
      done += 1;
      lost.push(done);
      continue;
    }
    for (const old of found) {
      const {header, body, personal, entryHash} = old.entry;
      const {sequenceNumber, journalId} = header;
      assert(sequenceNumber === done + 1, 'what no hub has was never deleted');
      const chain = [{journalId, sequenceNumber, entryHash}, ...supersededBy(header)];
      const entry = makeEntry(digest, {
        kindCode: header.kindCode,
        retailStoreId: header.retailStoreId,
        workstationId: header.workstationId,
        journalId: successor.journalId,
        sequenceNumber: tail.sequenceNumber + 1,
        prevHash: tail.entryHash,
        extension: encodeSupersedes(chain),
        body,
        ...(personal ? {personal} : {}),
      });
      const signature = await successor.key.sign(entrySigningMessage(entry.entryHash));
      const {submissionId, journaledMs} = old;
      run.push({entry: {...entry, body, signature}, submissionId, journaledMs});
      tail = {sequenceNumber: entry.header.sequenceNumber, entryHash: entry.entryHash};
      done = sequenceNumber;
    }
  }
  return {run, lost};
}

/** `undefined` where the next entry no longer proves itself. */
async function readOn(
  journal: Journal,
  sequenceNumber: number,
): Promise<readonly JournaledEntry[] | undefined> {
  try {
    return await journal.readAfter({...READ, sequenceNumber});
  } catch (error) {
    if (isFault(error, 'journal/entry-unreadable')) return undefined;
    throw error;
  }
}
