import {
  ENTRY_KINDS,
  erasureSchema,
  HUB_WORKSTATION,
  type JournalEntry,
  type LedgerEntry,
  parseHubBody,
} from '@holdfast/wire';

/** The mark of how far a mirrored ledger was read for erasures, and done as they say. */
export const ERASED = 'erased';

/**
 * What erasures among these entries name. They were proved with their segment: only the hub's own
 * journal speaks for the hub.
 */
export function erasedBy(entries: readonly LedgerEntry[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const {entry} of entries) {
    const {kindCode, workstationId} = entry.header;
    if (kindCode !== ENTRY_KINDS.erasure || workstationId !== HUB_WORKSTATION) continue;
    const erasure = entry.body && parseHubBody(erasureSchema, entry.body);
    if (!erasure?.ok) continue;
    for (const {key} of erasure.value.entries) names.add(nameOf(key));
  }
  return names;
}

export function isNamed(names: ReadonlySet<string>, {header}: JournalEntry): boolean {
  return names.has(nameOf(header));
}

function nameOf(place: {readonly journalId: string; readonly sequenceNumber: number}): string {
  return `${place.journalId}/${place.sequenceNumber}`;
}
