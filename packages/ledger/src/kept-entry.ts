import {assert, type Digest, isFault} from '@holdfast/std';
import {entryContradiction, HUB_WORKSTATION, type LedgerEntry, type LedgerId} from '@holdfast/wire';
import {decodeGroupEntries, encodeGroupEntries} from './group-entries.ts';
import type {KeptEntry, LedgerStore} from './ports.ts';

const PAGE_ENTRIES = 256;

/** An entry, and the ledger it stood in. */
export interface EntryOfLedger {
  readonly ledgerId: LedgerId;
  readonly entry: LedgerEntry;
}

/** Those of the hub's own journal among entries that are about to be deleted. */
export function keptOf(ledgerId: LedgerId, entries: readonly LedgerEntry[]): readonly KeptEntry[] {
  return entries
    .filter(({entry}) => entry.header.workstationId === HUB_WORKSTATION)
    .map(entry => ({
      ledgerId,
      position: entry.line.position,
      bytes: encodeGroupEntries([entry]),
    }));
}

/**
 * All that a store keeps beside its groups, in the order it was recorded in; what no longer proves
 * itself is left out.
 */
export async function readAllKept(parts: {
  readonly store: Pick<LedgerStore, 'readKept'>;
  readonly digest: Digest;
}): Promise<readonly EntryOfLedger[]> {
  const {store, digest} = parts;
  const entries: EntryOfLedger[] = [];
  for (let skip = 0; ; skip += PAGE_ENTRIES) {
    const page = await store.readKept({skip, limit: PAGE_ENTRIES});
    entries.push(...page.flatMap(kept => openKept(digest, kept) ?? []));
    if (page.length < PAGE_ENTRIES) break;
  }
  return entries.toSorted((a, b) => a.entry.line.recordedAtMs - b.entry.line.recordedAtMs);
}

/** `undefined` for bytes that no longer prove themselves. */
function openKept(digest: Digest, kept: KeptEntry): EntryOfLedger | undefined {
  const {ledgerId, position, bytes} = kept;
  try {
    const group = {first: position, last: position, entries: bytes};
    const [entry] = decodeGroupEntries(digest, group);
    assert(entry, 'a group of one holds one');
    return entryContradiction(digest, entry.entry) === undefined ? {ledgerId, entry} : undefined;
  } catch (error) {
    if (isFault(error, 'wire/malformed')) return undefined;
    throw error;
  }
}
