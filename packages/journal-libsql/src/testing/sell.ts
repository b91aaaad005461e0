import {nodeDigest} from '@holdfast/platform-node';
import {type Bytes, utf8Encode} from '@holdfast/std';
import type {Journal, JournaledEntry} from '@holdfast/terminal-sdk';
import {entrySigningMessage, makeEntry} from '@holdfast/wire';

/** An entry that follows the tail, with a body of this size. For tests. */
export async function nextEntry(
  journal: Journal,
  more: {
    readonly bytes?: number;
    readonly journaledMs?: number;
    readonly personal?: Bytes;
  } = {},
): Promise<JournaledEntry> {
  const {bytes = 100, journaledMs = 0, personal} = more;
  const {sequenceNumber, entryHash} = journal.tail();
  const body = utf8Encode(`${sequenceNumber + 1}`.padEnd(bytes, '.'));
  const entry = makeEntry(nodeDigest, {
    kindCode: 1,
    retailStoreId: 'S1',
    workstationId: 'W01',
    journalId: journal.journalId,
    sequenceNumber: sequenceNumber + 1,
    prevHash: entryHash,
    body,
    ...(personal ? {personal} : {}),
  });
  const signature = await journal.key.sign(entrySigningMessage(entry.entryHash));
  return {entry: {...entry, body, signature}, submissionId: undefined, journaledMs};
}
