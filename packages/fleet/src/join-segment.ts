import {equalBytes, isFault} from '@holdfast/std';
import type {LedgerEntry} from '@holdfast/wire';
import type {FleetAlarmCode} from './fleet-alarm.ts';
import type {FleetDraft} from './fleet-draft.ts';
import type {HubRecord} from './hub-record.ts';
import type {LedgerRecord} from './ledger-record.ts';
import {FLEET_LIMITS} from './limits.ts';
import {headAt, placeSegment, type Stretch} from './place-segment.ts';
import type {FleetPorts} from './ports.ts';
import type {SegmentRecord} from './segment-record.ts';
import {takeLine} from './take-line.ts';
import type {VerifiedSegment} from './verify-segment.ts';

/** What became of a segment: the outcomes of `forwardEntriesAnswer`; `full` stored nothing. */
export type SegmentOutcome = 'accepted' | 'alreadyHeld' | 'arrived' | 'diverged' | 'full';

export interface JoinScene {
  readonly ports: Pick<FleetPorts, 'digest' | 'verifier' | 'clock' | 'turns'>;
  readonly draft: FleetDraft;
  readonly hub: HubRecord;
}

/** Decides where a verified segment stands in its ledger, and takes what it brings. */
export async function joinSegment(
  scene: JoinScene,
  verified: VerifiedSegment,
): Promise<SegmentOutcome> {
  const {ports, draft, hub} = scene;
  const {envelope, entries} = verified;
  const before = await draft.ledger(envelope.ledgerId, hub);
  const ledger = {...before, lastReceivedAtMs: ports.clock.wallMs()};
  const placement = placeSegment(ports.digest, {ledger, stretch: envelope, entries});
  if (placement.kind === 'joins') {
    const lying = {state: 'joined', joinedFrom: placement.from} as const;
    const segment = await draft.addSegment(verified, {
      ...lying,
      receivedAtMs: ports.clock.wallMs(),
    });
    await takeStretch(scene, ledger, segment);
    return 'accepted';
  }
  if (placement.kind === 'ahead') return keepAhead(scene, ledger, verified);
  if (placement.kind === 'behind' && (await isHeld(scene, ledger, envelope))) return 'alreadyHeld';
  await keepEvidence(scene, ledger, verified);
  return 'diverged';
}

/** Whether the held lines up to the end of this stretch are the same ones. */
async function isHeld(
  {ports, draft}: JoinScene,
  {ledgerId}: LedgerRecord,
  {last, headAfter}: Stretch,
): Promise<boolean> {
  const covering = await draft.segmentCovering(ledgerId, last);
  if (!covering) return false;
  const entries = covering.last === last ? [] : await draft.entriesOf(covering.segmentId);
  return equalBytes(headAt(ports.digest, {stretch: covering, entries, position: last}), headAfter);
}

/** Takes the lines of a joined segment, and moves the gapless stretch to its end. */
async function takeStretch(
  {ports, draft, hub}: JoinScene,
  before: LedgerRecord,
  segment: SegmentRecord,
): Promise<void> {
  const {segmentId, first, last, headAfter, joinedFrom} = segment;
  draft.setLedger(before);
  let ledger = before;
  const entries = await draft.entriesOf(segmentId);
  for (const entry of entries.slice(joinedFrom - first)) {
    ledger = await takeLine({ports, draft, hub, ledger, segmentId}, entry);
    if (ports.turns?.over()) await ports.turns.rest();
  }
  draft.setLedger({...ledger, heldPosition: last, heldHead: headAfter});
}

function isSame(stretch: Stretch) {
  return ({first, last, headAfter}: Stretch) =>
    first === stretch.first && last === stretch.last && equalBytes(headAfter, stretch.headAfter);
}

async function keepAhead(
  {ports, draft}: JoinScene,
  ledger: LedgerRecord,
  verified: VerifiedSegment,
): Promise<SegmentOutcome> {
  const {envelope, bytes} = verified;
  const lying = await draft.segmentsLying(ledger.ledgerId, 'ahead');
  if (lying.some(isSame(envelope))) return 'arrived';
  const bytesAhead = ledger.bytesAhead + bytes.length;
  const {segmentsAheadMax, bytesAheadMax} = FLEET_LIMITS;
  if (lying.length >= segmentsAheadMax || bytesAhead > bytesAheadMax) return 'full';
  const joinedFrom = envelope.first;
  await draft.addSegment(verified, {
    ...{state: 'ahead', joinedFrom},
    receivedAtMs: ports.clock.wallMs(),
  });
  draft.setLedger({...ledger, segmentsAhead: ledger.segmentsAhead + 1, bytesAhead});
  return 'arrived';
}

async function keepEvidence(
  scene: JoinScene,
  ledger: LedgerRecord,
  verified: VerifiedSegment,
): Promise<void> {
  const {draft, ports} = scene;
  const {envelope} = verified;
  const code = 'ledger/diverged';
  const lying = await draft.segmentsLying(ledger.ledgerId, 'evidence');
  const known = lying.find(isSame(envelope));
  if (known || lying.length >= FLEET_LIMITS.segmentsEvidenceMax) {
    draft.setLedger(ledger);
    raiseLedgerAlarm(scene, {code, segmentId: known?.segmentId ?? 0, stretch: envelope, ledger});
    return;
  }
  const {segmentId} = await draft.addSegment(verified, {
    ...{state: 'evidence', joinedFrom: envelope.first},
    receivedAtMs: ports.clock.wallMs(),
  });
  draft.setLedger({...ledger, segmentsEvidence: ledger.segmentsEvidence + 1});
  raiseLedgerAlarm(scene, {code, segmentId, stretch: envelope, ledger});
}

function raiseLedgerAlarm(
  {draft, ports, hub}: JoinScene,
  found: {
    readonly code: FleetAlarmCode;
    readonly segmentId: number;
    readonly stretch: Stretch;
    readonly ledger: LedgerRecord;
  },
): void {
  const {code, segmentId, stretch, ledger} = found;
  draft.addAlarm({
    alarmId: `${code}/${ledger.ledgerId}`,
    code,
    source: 'gateway',
    retailStoreId: hub.retailStoreId,
    hubId: hub.hubId,
    ledgerId: ledger.ledgerId,
    journalId: undefined,
    sequenceNumber: undefined,
    segmentId,
    position: stretch.first,
    detail: `positions ${stretch.first} to ${stretch.last}`,
    raisedAtMs: ports.clock.wallMs(),
  });
}

/**
 * Joins segments that waited and whose gap has closed, until `linesMax` lines are taken; the last
 * segment is taken whole. Answers how many lines it took, and whether more are ready.
 */
export async function joinAhead(
  scene: JoinScene,
  run: {readonly ledger: LedgerRecord; readonly linesMax: number},
): Promise<{readonly lines: number; readonly more: boolean}> {
  const {draft, hub} = scene;
  const {ledgerId} = run.ledger;
  let lines = 0;
  for (;;) {
    const ledger = await draft.ledger(ledgerId, hub);
    const ahead = ledger.segmentsAhead === 0 ? [] : await draft.segmentsLying(ledgerId, 'ahead');
    const next = ahead.find(({first}) => first <= ledger.heldPosition + 1);
    if (!next) return {lines, more: false};
    if (lines >= run.linesMax) return {lines, more: true};
    lines += await joinNext(scene, ledger, next);
  }
}

async function undamaged(
  draft: FleetDraft,
  {segmentId}: SegmentRecord,
): Promise<readonly LedgerEntry[] | undefined> {
  try {
    return await draft.entriesOf(segmentId);
  } catch (error) {
    if (isFault(error, 'fleet/damaged')) return undefined;
    throw error;
  }
}

/** Answers how many lines the segment brought. */
async function joinNext(
  scene: JoinScene,
  before: LedgerRecord,
  next: SegmentRecord,
): Promise<number> {
  const {ports, draft} = scene;
  const ledger = {
    ...before,
    segmentsAhead: before.segmentsAhead - 1,
    bytesAhead: before.bytesAhead - next.byteCount,
  };
  const entries = await undamaged(draft, next);
  if (!entries) {
    // Forgotten, it is missing again, and the hub still has it: nothing of it was ever said to be
    // held.
    await draft.moveSegment(next, 'dropped');
    draft.setLedger(ledger);
    raiseLedgerAlarm(scene, {code: 'ledger/damaged', segmentId: 0, stretch: next, ledger});
    return 0;
  }
  const placement = placeSegment(ports.digest, {ledger, stretch: next, entries});
  if (placement.kind === 'joins') {
    const joined = {...next, state: 'joined', joinedFrom: placement.from} as const;
    await draft.moveSegment(next, {state: joined.state, joinedFrom: joined.joinedFrom});
    await takeStretch(scene, ledger, joined);
    return joined.last - joined.joinedFrom + 1;
  }
  if (placement.kind === 'behind' && (await isHeld(scene, ledger, next))) {
    await draft.moveSegment(next, 'dropped');
    draft.setLedger(ledger);
    return 0;
  }
  // Stored in good faith, and now seen to continue another history.
  const evidence = await draft.segmentsLying(ledger.ledgerId, 'evidence');
  const keeps = evidence.length < FLEET_LIMITS.segmentsEvidenceMax;
  await draft.moveSegment(next, keeps ? {state: 'evidence', joinedFrom: next.first} : 'dropped');
  draft.setLedger({...ledger, segmentsEvidence: ledger.segmentsEvidence + (keeps ? 1 : 0)});
  const segmentId = keeps ? next.segmentId : 0;
  raiseLedgerAlarm(scene, {code: 'ledger/diverged', segmentId, stretch: next, ledger});
  return 0;
}
