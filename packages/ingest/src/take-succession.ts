import {equalBytes, fromBase64Url, toBase64Url} from '@holdfast/std';
import {checkSuccession, type RosterJournal} from '@holdfast/trust';
import {
  type EntryHashSaid,
  encodeHeldStatement,
  GENESIS_HASH,
  type Held,
  LAN_PROTOCOL_VERSION,
  type Succeed,
  type Succeeded,
} from '@holdfast/wire';
import type {SessionHost} from './session-host.ts';

type Host = Pick<SessionHost<never>, 'ports' | 'alarm' | 'isNewFork'>;

/** Which entry of a journal this hub has at a place, as far as it can say without reading it. */
export async function sayEntryHash(
  {ports}: Host,
  place: {readonly journal: RosterJournal; readonly sequenceNumber: number},
): Promise<EntryHashSaid> {
  const {journalId} = place.journal;
  const {sequenceNumber} = place;
  const entryHash = await hashAt(ports, {journalId, sequenceNumber});
  const said = entryHash ? {entryHash: toBase64Url(entryHash)} : {};
  return {v: LAN_PROTOCOL_VERSION, type: 'entryHash', sequenceNumber, ...said};
}

/** What head office holds of the journals that this one goes on for. */
export function heldOfClosed({ports}: Host, journal: RosterJournal): readonly Held[] {
  const {ledger, roster} = ports;
  return roster.predecessorsOf(journal).flatMap(({journalId}): readonly Held[] => {
    const held = ledger.heldStatement(journalId);
    if (!held) return [];
    const statement = toBase64Url(encodeHeldStatement(held));
    return [{v: LAN_PROTOCOL_VERSION, type: 'held', statement}];
  });
}

export type SuccessionAnswer = Succeeded | {readonly type: 'refused'; readonly detail: string};

/**
 * Takes in the journal in which a terminal goes on, after it found that this one went back in time
 * or that the next entry cannot be read: writes both into the roster, durably, and raises the
 * alarms that belong to it. What was recorded of the closed journal stays. Asked again, it gives
 * the same answer and raises nothing.
 */
export async function takeSuccession(
  host: Host,
  asked: {
    readonly journal: RosterJournal;
    readonly succeed: Succeed;
    /** Where the terminal's own history of the journal ends. */
    readonly ownSequence: number;
  },
): Promise<SuccessionAnswer> {
  const {ports} = host;
  const {journal, succeed} = asked;
  const {retailStoreId} = ports.identity;
  const verdict = await checkSuccession(ports, {retailStoreId, journal, succeed});
  if (verdict.kind === 'refused') {
    alarmRefused(host, {journal, detail: verdict.detail});
    return {type: 'refused', detail: verdict.detail};
  }
  const {successor, again} = verdict;
  const {sequenceNumber} = succeed.lastCommon;
  const contradiction = await contradictionOf(ports, {journal, succeed});
  if (contradiction) return {type: 'refused', detail: contradiction};
  if (!again) await raiseAlarms(host, {...asked, sequenceNumber});
  await ports.rosterKeeper.succeed({
    predecessor: journal,
    successor,
    lastCommon: succeed.lastCommon,
    certificate: succeed.certificate,
  });
  ports.log.warn('journal.succeeded', {
    workstation: journal.workstationId,
    journal: journal.journalId,
    successor: successor.journalId,
    lastCommon: sequenceNumber,
    again,
  });
  return {v: LAN_PROTOCOL_VERSION, type: 'succeeded', journalId: successor.journalId};
}

/** A terminal cannot share more with this hub than the hub has, nor another entry there. */
async function contradictionOf(
  ports: Host['ports'],
  {journal, succeed}: {readonly journal: RosterJournal; readonly succeed: Succeed},
): Promise<string | undefined> {
  const {journalId} = journal;
  const {sequenceNumber} = succeed.lastCommon;
  const claimed = fromBase64Url(succeed.lastCommon.entryHash);
  if (sequenceNumber > (ports.ledger.lane(journalId)?.sequenceNumber ?? 0)) {
    return `entry ${sequenceNumber} is not known here`;
  }
  const ours = await hashAt(ports, {journalId, sequenceNumber});
  if (!ours || (claimed && equalBytes(ours, claimed))) return undefined;
  return `entry ${sequenceNumber} is another one here`;
}

async function raiseAlarms(
  host: Host,
  told: {
    readonly journal: RosterJournal;
    readonly ownSequence: number;
    readonly sequenceNumber: number;
  },
): Promise<void> {
  const {ports} = host;
  const {journalId, workstationId} = told.journal;
  const here = ports.ledger.lane(journalId)?.sequenceNumber ?? 0;
  const {sequenceNumber: common, ownSequence} = told;
  const parted = `${workstationId} shares entries up to ${common} of its journal with this hub`;
  const detail = `${parted}, which has ${here}; the till has ${ownSequence} and goes on in a new one`;
  // A till that lacks nothing of what is here did not go back in time: it cannot read what is next.
  const code =
    here <= common && ownSequence > common ? 'journal/unreadable' : 'journal/rolled-back';
  host.alarm({code, journalId, detail});
  if (ports.roster.successorsOf(journalId).length > 0) {
    const copies = `two machines, or two copies of one, sold as ${workstationId} under one key`;
    host.alarm({code: 'journal/two-holders', journalId, detail: copies});
  }
  const forkedAt = common + 1;
  if (ownSequence < forkedAt || here < forkedAt) return;
  const recorded = await hashAt(ports, {journalId, sequenceNumber: forkedAt});
  host.alarm({
    code: 'journal/forked',
    journalId,
    sequenceNumber: forkedAt,
    ...(recorded ? {recordedEntryHash: toBase64Url(recorded)} : {}),
    detail: 'the till has another entry there, and brings it again in the journal that follows',
  });
}

function alarmRefused(
  host: Host,
  {journal, detail}: {readonly journal: RosterJournal; readonly detail: string},
): void {
  const {journalId, workstationId} = journal;
  if (!host.isNewFork(`${journalId}/succession refused`)) return; // it asks again every minute
  host.alarm({code: 'journal/two-holders', journalId, detail: `${workstationId}: ${detail}`});
}

async function hashAt(
  {ledger}: Host['ports'],
  place: {readonly journalId: RosterJournal['journalId']; readonly sequenceNumber: number},
): Promise<Uint8Array | undefined> {
  const {journalId, sequenceNumber} = place;
  if (sequenceNumber === 0) return GENESIS_HASH;
  const lane = ledger.lane(journalId);
  if (lane?.sequenceNumber === sequenceNumber) return lane.entryHash;
  const statement = ledger.heldStatement(journalId);
  if (statement?.sequenceNumber === sequenceNumber) return statement.entryHash;
  return ledger.recordedHash({journalId, sequenceNumber});
}
