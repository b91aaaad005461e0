import {equalBytes, fromBase64Url, type Turns} from '@holdfast/std';
import {
  alarmSchema,
  type Disposition,
  dispositionDecidedSchema,
  ENTRY_KINDS,
  hubIdOfLedger,
  type LedgerEntry,
  parseHubBody,
} from '@holdfast/wire';
import {admitErasure} from './admit-erasure.ts';
import type {DecisionRecord, HeldEntry, Standing, WaitingEntry} from './entry-record.ts';
import type {FleetDraft} from './fleet-draft.ts';
import {describeTransaction} from './transaction-description.ts';

/**
 * Makes entries visible: each exactly once, under a cursor that only grows. In the order their
 * ledgers give, as far as each journal's own order allows it, which comes first.
 */
export async function admitHeld(
  scene: {
    readonly draft: FleetDraft;
    readonly nowMs: number;
    readonly turns?: Turns | undefined;
  },
  runs: readonly (readonly WaitingEntry[])[],
): Promise<void> {
  const {turns} = scene;
  for (const entry of inLedgerOrder(runs)) {
    await admitEntry(scene, entry);
    if (turns?.over()) await turns.rest();
  }
}

function inLedgerOrder(runs: readonly (readonly WaitingEntry[])[]): WaitingEntry[] {
  const ranked = runs.flatMap(run => {
    let rank: readonly [number, number] = [0, 0];
    return run.map(entry => {
      const own = [entry.segmentId, entry.position] as const;
      if (compare(rank, own) < 0) rank = own;
      return {entry, rank};
    });
  });
  return ranked.sort((a, b) => compare(a.rank, b.rank)).map(({entry}) => entry);
}

function compare(a: readonly [number, number], b: readonly [number, number]): number {
  return a[0] - b[0] || a[1] - b[1];
}

async function admitEntry(
  scene: {readonly draft: FleetDraft; readonly nowMs: number},
  waiting: WaitingEntry,
): Promise<void> {
  const {draft, nowMs} = scene;
  const found = await draft.entryAt(waiting);
  const {header, body} = found.entry;
  const storeOfHub = await draft.storeOf(waiting.ledgerId);
  const journal = await draft.journal(header.journalId);
  // By the key, not by what the entry says of itself: a till cannot speak as its hub.
  const ofHub = journal?.role === 'hub';
  const disposition = judged(found, storeOfHub);
  const quarantined = disposition.kind === 'quarantined';
  const {journalId, sequenceNumber, retailStoreId, workstationId, kindCode} = header;
  const {segmentId, ledgerId, position} = waiting;
  const held: HeldEntry = {
    ...{journalId, sequenceNumber, retailStoreId, workstationId, kindCode},
    ...{segmentId, ledgerId, position},
    entryHash: waiting.entryHash,
    recordedAtMs: found.line.recordedAtMs,
    clockOffsetMs: found.line.clockOffsetMs,
    heldAtMs: nowMs,
    disposition,
    standing: quarantined
      ? await standingOf(draft, {waiting, retailStoreId, storeOfHub})
      : 'accepted',
    cursor: ofHub ? undefined : draft.nextCursor(),
    description: body && !ofHub ? describeTransaction(body) : undefined,
  };
  draft.addHeld(held);
  if (journal) draft.setJournal({...journal, retailStoreId, workstationId});
  if (ofHub && kindCode === ENTRY_KINDS.disposition) await admitDecision(scene, {found, held});
  if (ofHub && kindCode === ENTRY_KINDS.erasure) admitErasure(draft, {found, storeOfHub});
  if (ofHub && kindCode === ENTRY_KINDS.alarm) admitAlarm(scene, {found, held, storeOfHub});
}

/** The hub's word, unless it speaks for a store that is not its own. */
function judged({line, entry}: LedgerEntry, storeOfHub: string): Disposition {
  if (line.disposition.kind === 'quarantined') return line.disposition;
  if (!entry.body) {
    return {kind: 'quarantined', reason: 'cardData', detail: 'body: withheld by head office'};
  }
  if (entry.header.retailStoreId === storeOfHub) return line.disposition;
  return {kind: 'quarantined', reason: 'wrongStore', detail: `recorded at ${storeOfHub}`};
}

async function standingOf(
  draft: FleetDraft,
  of: {
    readonly waiting: WaitingEntry;
    readonly retailStoreId: string;
    readonly storeOfHub: string;
  },
): Promise<Standing> {
  const {journalId, sequenceNumber, entryHash} = of.waiting;
  const decisions = await draft.decisionsOn(journalId, sequenceNumber);
  const last = decisions
    .filter(decision => decision.retailStoreId === of.storeOfHub)
    .filter(decision => equalBytes(decision.entryHash, entryHash))
    .at(-1);
  return last ? standingAfter(last, of) : 'quarantined';
}

/** A hub can take an entry of another store out for good, but not into that store's totals. */
function standingAfter(
  {decision}: Pick<DecisionRecord, 'decision'>,
  {retailStoreId, storeOfHub}: {readonly retailStoreId: string; readonly storeOfHub: string},
): Standing {
  if (decision === 'void') return 'voided';
  return retailStoreId === storeOfHub ? 'accepted' : 'quarantined';
}

/**
 * A store's hub decides what that store's hubs recorded; what it says of others is kept and does
 * nothing.
 */
async function admitDecision(
  {draft}: {readonly draft: FleetDraft},
  {found, held}: {readonly found: LedgerEntry; readonly held: HeldEntry},
): Promise<void> {
  const parsed = found.entry.body && parseHubBody(dispositionDecidedSchema, found.entry.body);
  if (!parsed?.ok) return;
  const {key, decision, reason, decidedBy, decidedAtMs} = parsed.value;
  const entryHash = fromBase64Url(parsed.value.entryHash);
  if (!entryHash) return;
  const {segmentId, ledgerId, position} = held;
  const retailStoreId = await draft.storeOf(ledgerId);
  const {journalId, sequenceNumber} = key;
  draft.addDecision({
    ...{segmentId, ledgerId, position},
    ...{cursor: draft.nextCursor(), retailStoreId, journalId, sequenceNumber, entryHash},
    ...{decision, reason, decidedBy, decidedAtMs},
  });
  const decided = await draft.heldEntry(journalId, sequenceNumber);
  if (decided?.disposition.kind !== 'quarantined') return;
  if (!equalBytes(decided.entryHash, entryHash)) return;
  if ((await draft.storeOf(decided.ledgerId)) !== retailStoreId) return;
  const of = {retailStoreId: decided.retailStoreId, storeOfHub: retailStoreId};
  draft.setStanding(decided, standingAfter({decision}, of));
}

function admitAlarm(
  {draft}: {readonly draft: FleetDraft},
  scene: {readonly found: LedgerEntry; readonly held: HeldEntry; readonly storeOfHub: string},
): void {
  const {found, held, storeOfHub} = scene;
  const parsed = found.entry.body && parseHubBody(alarmSchema, found.entry.body);
  if (!parsed?.ok) return;
  const {segmentId, ledgerId, position, journalId, sequenceNumber} = held;
  draft.addAlarm({
    ...{segmentId, ledgerId, position},
    alarmId: `hub/${journalId}/${sequenceNumber}`,
    code: parsed.value.code,
    source: 'hub',
    retailStoreId: storeOfHub,
    hubId: hubIdOfLedger(ledgerId),
    journalId: parsed.value.journalId,
    sequenceNumber: parsed.value.sequenceNumber,
    detail: parsed.value.detail,
    raisedAtMs: parsed.value.raisedAtMs,
  });
}
