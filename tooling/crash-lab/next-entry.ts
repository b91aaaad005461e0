import {nodeDigest} from '@holdfast/platform-node';
import {utf8Encode} from '@holdfast/std';
import type {Journal, JournaledEntry} from '@holdfast/terminal-sdk';
import {ENTRY_KINDS, entrySigningMessage, makeEntry} from '@holdfast/wire';

const BODY_BYTES = 1_800;

/** The entry that follows the end of a journal, signed, with a body of a usual size. */
export async function nextEntry(journal: Journal): Promise<JournaledEntry> {
  const {sequenceNumber, entryHash: prevHash} = journal.tail();
  const body = utf8Encode(JSON.stringify({sale: sequenceNumber + 1}).padEnd(BODY_BYTES));
  const entry = makeEntry(nodeDigest, {
    kindCode: ENTRY_KINDS.retail,
    ...{retailStoreId: '017', workstationId: 'W01', journalId: journal.journalId},
    ...{sequenceNumber: sequenceNumber + 1, prevHash, body},
  });
  const signature = await journal.key.sign(entrySigningMessage(entry.entryHash));
  return {entry: {...entry, body, signature}, submissionId: undefined, journaledMs: 0};
}
