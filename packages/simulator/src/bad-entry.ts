import {saleDraft} from '@holdfast/domain/testing';
import {nodeDigest} from '@holdfast/platform-node';
import {utf8Encode} from '@holdfast/std';
import type {Journal} from '@holdfast/terminal-sdk';
import {ENTRY_KINDS, entrySigningMessage, makeEntry} from '@holdfast/wire';

/**
 * Journals a sale whose total is not the sum of its lines, as no SDK of ours would, under the
 * journal's own key. The hub must set it aside, and the queue behind it must move on.
 */
export async function journalBadEntry(journal: Journal): Promise<boolean> {
  const pairing = journal.pairing();
  if (!pairing) return false;
  const sale = saleDraft([765]);
  const total = {...sale.total, transactionGrandAmountMinor: 766};
  const body = utf8Encode(JSON.stringify({...sale, total}));
  const {retailStoreId, workstationId} = pairing;
  const {sequenceNumber, entryHash: prevHash} = journal.tail();
  const entry = makeEntry(nodeDigest, {
    kindCode: ENTRY_KINDS.retail,
    ...{retailStoreId, workstationId, journalId: journal.journalId},
    ...{sequenceNumber: sequenceNumber + 1, prevHash, body},
  });
  const signature = await journal.key.sign(entrySigningMessage(entry.entryHash));
  const journaled = {
    entry: {...entry, body, signature},
    submissionId: undefined,
    journaledMs: 0,
  };
  await journal.append([journaled]);
  return true;
}
