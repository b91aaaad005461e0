import type {HubJournal, LaneTail, Ledger, LedgerReader} from '@holdfast/ledger';
import {HUB_WORKSTATION, type JournalEntry, type JournalId, type LedgerEntry} from '@holdfast/wire';

const SCAN = {entriesMax: 1024, bodyBytesMax: 4 * 1024 * 1024};

export interface OwnEntriesParts {
  readonly ledger: Ledger;
  readonly previous: readonly LedgerReader[];
  readonly hubJournal: HubJournal;
}

/** By journal: how far it has been read. */
export type ReadTo = ReadonlyMap<JournalId, number>;

/**
 * The hub's own entries after these places, of every journal it has had here, the current one last.
 * By their keys where each is found that way, else the long way: `undefined` goes that way at once.
 */
export async function ownEntriesAfter(
  parts: OwnEntriesParts,
  readTo: ReadTo | undefined,
): Promise<readonly JournalEntry[]> {
  return (readTo && (await byKey(parts, readTo))) ?? (await all(parts, readTo ?? new Map()));
}

function ownLanes({ledger, hubJournal}: OwnEntriesParts): readonly LaneTail[] {
  const own = ledger.lanes().filter(({workstationId}) => workstationId === HUB_WORKSTATION);
  const isCurrent = ({journalId}: LaneTail) => Number(journalId === hubJournal.journalId);
  return own.sort((a, b) => isCurrent(a) - isCurrent(b));
}

async function byKey(
  parts: OwnEntriesParts,
  readTo: ReadTo,
): Promise<readonly JournalEntry[] | undefined> {
  const own: JournalEntry[] = [];
  for (const {journalId, sequenceNumber: last} of ownLanes(parts)) {
    for (let next = (readTo.get(journalId) ?? 0) + 1; next <= last; next++) {
      const found = await parts.ledger.find({journalId, sequenceNumber: next});
      if (!found) return undefined;
      own.push(found.entry.entry);
    }
  }
  return own;
}

/**
 * Every entry of every ledger that is the hub's own, in the order of recording. What retention
 * deleted of the ledgers, it kept of these.
 */
async function all(
  {previous, ledger}: OwnEntriesParts,
  readTo: ReadTo,
): Promise<readonly JournalEntry[]> {
  const own: LedgerEntry[] = [];
  for (const reader of [...previous, ledger]) {
    for (const {entry} of await reader.keptEntries()) own.push(entry);
    for (let position = 0; ; ) {
      const {entries} = await reader.readAfter(position, SCAN);
      own.push(...entries.filter(({entry}) => entry.header.workstationId === HUB_WORKSTATION));
      const last = entries.at(-1);
      if (!last) break;
      position = last.line.position;
    }
  }
  return own
    .toSorted((a, b) => a.line.recordedAtMs - b.line.recordedAtMs)
    .map(({entry}) => entry)
    .filter(({header}) => header.sequenceNumber > (readTo.get(header.journalId) ?? 0));
}
