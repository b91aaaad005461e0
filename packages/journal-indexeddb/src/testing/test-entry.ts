import {type Bytes, type Digest, type SigningKey, utf8Encode} from '@holdfast/std';
import type {Journal, JournaledEntry} from '@holdfast/terminal-sdk';
import {entrySigningMessage, makeEntry} from '@holdfast/wire';

/** The entry that follows the journal's tail, as a terminal would make it. */
export async function nextEntry(
  journal: Pick<Journal, 'key' | 'journalId' | 'tail'>,
  {
    digest,
    body = utf8Encode('{}'),
    key = journal.key,
    submissionId,
  }: {
    readonly digest: Digest;
    readonly body?: Bytes;
    /** Who signs it, if not the journal's key. */
    readonly key?: SigningKey;
    readonly submissionId?: string;
  },
): Promise<JournaledEntry> {
  const {sequenceNumber, entryHash: prevHash} = journal.tail();
  const entry = makeEntry(digest, {
    kindCode: 1,
    retailStoreId: 'S1',
    workstationId: 'W01',
    journalId: journal.journalId,
    sequenceNumber: sequenceNumber + 1,
    prevHash,
    body,
  });
  const signature = await key.sign(entrySigningMessage(entry.entryHash));
  return {entry: {...entry, body, signature}, submissionId, journaledMs: 0};
}
