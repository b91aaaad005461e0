import {hubIdOfLedger, type JournalId, type LedgerId} from '@holdfast/wire';
import {admitHeld} from './admit-held.ts';
import type {WaitingEntry} from './entry-record.ts';
import type {FleetAlarmCode} from './fleet-alarm.ts';
import type {FleetDraft} from './fleet-draft.ts';
import {holdJournal, type JournalStep} from './hold-journal.ts';
import type {HubRecord} from './hub-record.ts';
import {joinAhead, joinSegment, type SegmentOutcome} from './join-segment.ts';
import type {JournalRecord} from './journal-record.ts';
import {FLEET_LIMITS} from './limits.ts';
import type {FleetPorts} from './ports.ts';
import type {VerifiedSegment} from './verify-segment.ts';
import {withholdErased} from './withhold-erased.ts';

/** Work for one commit: segments that came, and what an earlier commit left ready. */
export interface CommitWork {
  readonly segments: readonly VerifiedSegment[];
  readonly ledgersReady: readonly LedgerId[];
  readonly journalsReady: readonly JournalId[];
}

/** What the draft will have done once it is durable. */
export interface CommitPlan {
  /** One a segment, in their order. */
  readonly outcomes: readonly SegmentOutcome[];
  /** The journals that are held further, and the ledgers that brought it about. */
  readonly grown: ReadonlyMap<JournalId, ReadonlySet<LedgerId>>;
  /** Left for the next commit. */
  readonly ledgersReady: readonly LedgerId[];
  readonly journalsReady: readonly JournalId[];
}

interface PlanScene {
  readonly ports: Pick<
    FleetPorts,
    'digest' | 'verifier' | 'clock' | 'store' | 'turns' | 'compressors'
  >;
  readonly draft: FleetDraft;
}

/**
 * Decides all of one commit: segments into ledgers, ledgers into journals, journals into what is
 * held.
 */
export async function planCommit(scene: PlanScene, work: CommitWork): Promise<CommitPlan> {
  const {ports, draft} = scene;
  const outcomes: SegmentOutcome[] = [];
  const ledgers = new Map<LedgerId, HubRecord>();
  for (const verified of work.segments) {
    const segment = await withholdErased(ports, verified);
    outcomes.push(await joinSegment({ports, draft, hub: segment.hub}, segment));
    ledgers.set(segment.envelope.ledgerId, segment.hub);
  }
  for (const ledgerId of work.ledgersReady) {
    const hub = await hubOf(scene, ledgerId);
    if (hub) ledgers.set(ledgerId, hub);
  }
  const ledgersReady = await joinAllAhead(scene, ledgers);
  const {grown, journalsReady} = await holdAll(scene, work.journalsReady);
  return {outcomes, grown, ledgersReady, journalsReady};
}

async function hubOf({ports}: PlanScene, ledgerId: LedgerId): Promise<HubRecord | undefined> {
  const ledger = await ports.store.ledger(ledgerId);
  return ledger && ports.store.hub(ledger.hubId);
}

async function joinAllAhead(
  {ports, draft}: PlanScene,
  ledgers: ReadonlyMap<LedgerId, HubRecord>,
): Promise<LedgerId[]> {
  const ready: LedgerId[] = [];
  let linesMax: number = FLEET_LIMITS.linesJoinedPerCommitMax;
  for (const [ledgerId, hub] of ledgers) {
    const ledger = await draft.ledger(ledgerId, hub);
    const {lines, more} = await joinAhead({ports, draft, hub}, {ledger, linesMax});
    linesMax -= lines;
    if (more) ready.push(ledgerId);
  }
  return ready;
}

async function holdAll(
  scene: PlanScene,
  alsoReady: readonly JournalId[],
): Promise<Pick<CommitPlan, 'grown' | 'journalsReady'>> {
  const {ports, draft} = scene;
  const nowMs = ports.clock.wallMs();
  const runs: (readonly WaitingEntry[])[] = [];
  const grown = new Map<JournalId, ReadonlySet<LedgerId>>();
  const journalsReady: JournalId[] = [];
  for (const journalId of new Set([...draft.journalsTouched, ...alsoReady])) {
    const journal = await draft.journal(journalId);
    if (!journal) continue;
    const step = await holdJournal(scene, journal);
    if (step.more) journalsReady.push(journalId);
    draft.setJournal(after(scene, {journal, step, nowMs}));
    for (const entry of step.forked) await raise(scene, entry, 'journal/forked');
    for (const entry of step.badlySigned) await raise(scene, entry, 'journal/bad-signature');
    if (step.damaged) await raise(scene, step.damaged, 'ledger/damaged');
    if (step.held.length === 0) continue;
    runs.push(step.held);
    grown.set(journalId, new Set(step.held.map(({ledgerId}) => ledgerId)));
  }
  await admitHeld({draft, nowMs, turns: ports.turns}, runs);
  return {grown, journalsReady};
}

function after(
  {draft}: PlanScene,
  found: {readonly journal: JournalRecord; readonly step: JournalStep; readonly nowMs: number},
): JournalRecord {
  const {journal, step, nowMs} = found;
  const last = step.held.at(-1);
  const moved = last
    ? {heldSequence: last.sequenceNumber, heldHash: last.entryHash, heldAtMs: nowMs}
    : {};
  const next = {...journal, ...moved};
  return {...next, firstWaiting: draft.waiting.firstWaiting(next)};
}

const DETAILS = {
  'journal/bad-signature': 'not by the journal’s key',
  'journal/forked': 'differs from the held entry',
  'ledger/damaged': 'its bytes no longer prove themselves',
} as const satisfies Partial<Record<FleetAlarmCode, string>>;

async function raise(
  {draft, ports}: PlanScene,
  entry: WaitingEntry,
  code: keyof typeof DETAILS,
): Promise<void> {
  const {segmentId, ledgerId, position, journalId, sequenceNumber} = entry;
  draft.addAlarm({
    ...{segmentId, ledgerId, position, journalId, sequenceNumber},
    alarmId: `${code}/${ledgerId}/${journalId}/${sequenceNumber}`,
    code,
    source: 'gateway',
    retailStoreId: await draft.storeOf(ledgerId),
    hubId: hubIdOfLedger(ledgerId),
    detail: DETAILS[code],
    raisedAtMs: ports.clock.wallMs(),
  });
}
