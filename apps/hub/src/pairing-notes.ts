import type {Ledger, LedgerReader} from '@holdfast/ledger';
import {isFault, type Log} from '@holdfast/std';
import {
  ENTRY_KINDS,
  HUB_WORKSTATION,
  type LedgerEntry,
  type PairingNoted,
  pairingNotedSchema,
  parseHubBody,
} from '@holdfast/wire';

const SCAN = {entriesMax: 1024, bodyBytesMax: 4 * 1024 * 1024};
const ONE = {entriesMax: 1, bodyBytesMax: 1};

/** What the hub's journal says of pairing, as far back as it matters to the next window. */
export interface PairingPast {
  /** When codes were guessed wrong. */
  readonly failedAtMs: readonly number[];
  /** Windows whose end was never noted: the process that had them open is gone. */
  readonly unfinished: readonly Pick<PairingNoted, 'windowId' | 'by'>[];
}

/**
 * Reads what the hub noted about pairing since a time, from its own journals: by key from their
 * ends, or through the ledgers where the index does not know one, as when retention took it.
 */
export async function readPairingPast(
  ledgers: {
    readonly ledger: Ledger;
    readonly previous: readonly LedgerReader[];
    readonly log: Log;
  },
  sinceMs: number,
): Promise<PairingPast> {
  const entries =
    (await readBack(ledgers.ledger, sinceMs)) ?? (await readThrough(ledgers, sinceMs));
  const failedAtMs: number[] = [];
  const open = new Map<string, Pick<PairingNoted, 'windowId' | 'by'>>();
  for (const {line, entry} of entries) {
    if (entry.header.kindCode !== ENTRY_KINDS.pairing) continue;
    const noted = parseHubBody(pairingNotedSchema, entry.body ?? new Uint8Array());
    if (!noted.ok) {
      failedAtMs.push(line.recordedAtMs); // a newer hub's: at worst it was a guess
      continue;
    }
    const {windowId, by, event} = noted.value;
    if (event.kind === 'opened') open.set(windowId, {windowId, by});
    if (event.kind === 'closed' || event.kind === 'paired') open.delete(windowId);
    if (event.kind === 'guessFailed' && by === 'code') failedAtMs.push(noted.value.notedAtMs);
  }
  return {failedAtMs, unfinished: [...open.values()]};
}

/** `undefined` when an entry could not be found by its key. Oldest first. */
async function readBack(ledger: Ledger, sinceMs: number): Promise<LedgerEntry[] | undefined> {
  const entries: LedgerEntry[] = [];
  for (const {workstationId, journalId, sequenceNumber: last} of ledger.lanes()) {
    if (workstationId !== HUB_WORKSTATION) continue;
    for (let sequenceNumber = last; sequenceNumber > 0; sequenceNumber--) {
      const found = await ledger.find({journalId, sequenceNumber});
      if (!found) return undefined;
      if (found.entry.line.recordedAtMs < sinceMs) break;
      entries.push(found.entry);
    }
  }
  return entries.sort((a, b) => a.line.recordedAtMs - b.line.recordedAtMs || order(a, b));
}

/** Entries of one journal keep its order where their times are the same. */
function order({entry: a}: LedgerEntry, {entry: b}: LedgerEntry): number {
  return a.header.sequenceNumber - b.header.sequenceNumber;
}

/**
 * Everything that the hub wrote since then, through its ledgers. What is damaged in one that is
 * kept as evidence only is no reason not to start.
 */
async function readThrough(
  {ledger, previous, log}: Parameters<typeof readPairingPast>[0],
  sinceMs: number,
): Promise<LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  for (const reader of previous) {
    try {
      entries.push(...(await ownSince(reader, sinceMs)));
    } catch (error) {
      if (!isFault(error, 'database/corrupt')) throw error;
      log.warn('pairing.past-unreadable', {ledger: reader.ledgerId, ...error.fields});
    }
  }
  return [...entries, ...(await ownSince(ledger, sinceMs))];
}

async function ownSince(reader: LedgerReader, sinceMs: number): Promise<LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  for (let position = await lastBefore(reader, sinceMs); ; ) {
    const stretch = await reader.readAfter(position, SCAN);
    const isOwn = ({entry}: LedgerEntry) => entry.header.workstationId === HUB_WORKSTATION;
    entries.push(...stretch.entries.filter(isOwn));
    const last = stretch.entries.at(-1);
    if (!last) return entries;
    position = last.line.position;
  }
}

/** The last position recorded before then; the hub's time never goes back within a ledger. */
async function lastBefore(reader: LedgerReader, sinceMs: number): Promise<number> {
  let [low, high] = [0, reader.end().position];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const {entries} = await reader.readAfter(middle, ONE);
    const [{line} = {line: undefined}] = entries;
    if (!line || line.recordedAtMs >= sinceMs) high = middle;
    else low = line.position;
  }
  return low;
}
