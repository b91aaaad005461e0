import {fromBase64Url} from '@holdfast/std';
import {erasureSchema, type LedgerEntry, parseHubBody} from '@holdfast/wire';
import type {FleetDraft} from './fleet-draft.ts';

/**
 * A store's hub says whose personal data of that store is erased: from this commit on none of it
 * is taken in again, and what is stored goes. What it says of other stores does nothing.
 */
export function admitErasure(
  draft: FleetDraft,
  {found, storeOfHub}: {readonly found: LedgerEntry; readonly storeOfHub: string},
): void {
  const parsed = found.entry.body && parseHubBody(erasureSchema, found.entry.body);
  if (!parsed?.ok) return;
  for (const {key, personalSha256: text} of parsed.value.entries) {
    const personalSha256 = fromBase64Url(text);
    const {retailStoreId, journalId, sequenceNumber} = key;
    if (!personalSha256 || retailStoreId !== storeOfHub) continue;
    draft.addErasure({retailStoreId, journalId, sequenceNumber, personalSha256});
  }
}
