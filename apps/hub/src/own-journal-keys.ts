import {KnownKeys, type Ledgers} from '@holdfast/ledger';
import type {PublicKey} from '@holdfast/std';
import type {JournalId} from '@holdfast/wire';
import {TOOLS} from './hub-tools.ts';

/** The keys of the journals of hubs in these ledgers, each as the ledger itself names it. */
export async function ownJournalKeys({
  previous,
  current,
}: Pick<Ledgers, 'previous' | 'current'>): Promise<ReadonlyMap<JournalId, PublicKey>> {
  const keys = new KnownKeys(TOOLS.digest);
  // A ledger's first entry names the key of the hub's own journal in it.
  for (const reader of [...previous, current]) {
    for (const {entry} of await reader.keptEntries()) keys.learn(entry.entry);
    const {entries} = await reader.readAfter(0, {entriesMax: 1, bodyBytesMax: 1});
    for (const {entry} of entries) keys.learn(entry);
  }
  return keys.all;
}
