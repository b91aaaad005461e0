import {parsePublicKeyText} from '@holdfast/trust';
import {
  GENESIS_HASH,
  HUB_WORKSTATION,
  type JournalId,
  journalIdOf,
  type LedgerEntry,
  parseHubBody,
  type RosterChange,
  rosterChangedSchema,
} from '@holdfast/wire';
import type {JournalRecord} from './journal-record.ts';
import type {LineScene} from './line-scene.ts';
import {raiseAlarm} from './raise-alarm.ts';

/**
 * Takes what a hub says about who may be recorded. A journal's key is its id, so no hub can give a
 * journal another key; a second admission changes nothing. A closing counts in the ledger it stands
 * in: another hub may have recorded more of that journal before it knew.
 */
export async function takeRosterEntry(scene: LineScene, taken: LedgerEntry): Promise<void> {
  const {body} = taken.entry;
  const changed = body && parseHubBody(rosterChangedSchema, body);
  if (!changed?.ok) return; // kept; a newer gateway may understand it
  const {change} = changed.value;
  switch (change.kind) {
    case 'journalAdmitted':
      return admit(scene, taken, change);
    case 'journalRenamed':
      return rename(scene, change);
    case 'journalClosed':
      return close(scene, taken, change);
  }
}

async function rename(
  scene: LineScene,
  {journalId, name}: Extract<RosterChange, {kind: 'journalRenamed'}>,
): Promise<void> {
  const known = await scene.draft.journal(journalId);
  if (known?.role === 'terminal') scene.draft.setJournal({...known, name});
}

async function admit(
  scene: LineScene,
  taken: LedgerEntry,
  change: Extract<RosterChange, {kind: 'journalAdmitted'}>,
): Promise<void> {
  const publicKey = parsePublicKeyText(change.publicKey);
  const fits =
    publicKey.ok &&
    change.workstationId !== HUB_WORKSTATION &&
    journalIdOf(scene.ports.digest, publicKey.value) === change.journalId;
  if (!fits) {
    raiseAlarm(scene, taken, {code: 'journal/wrong-key', detail: change.journalId});
    return;
  }
  const {journalId, workstationId, name} = change;
  const known = (await scene.draft.journal(journalId)) ?? unseen(scene, {journalId, workstationId});
  if (known.role === 'hub') return;
  scene.draft.setJournal({...known, publicKey: publicKey.value, name});
}

async function close(
  scene: LineScene,
  {line}: LedgerEntry,
  change: Extract<RosterChange, {kind: 'journalClosed'}>,
): Promise<void> {
  const {ledgerId} = scene.ledger;
  const {journalId, reason, lastKnown} = change;
  const known =
    (await scene.draft.journal(journalId)) ?? unseen(scene, {journalId, workstationId: ''});
  if (known.closings.some(closing => closing.ledgerId === ledgerId)) return;
  const lastKnownSequence = lastKnown.sequenceNumber;
  const closing = {ledgerId, position: line.position, reason, lastKnownSequence};
  scene.draft.setJournal({...known, closings: [...known.closings, closing]});
}

/** A journal that the roster names before its first entry came. */
function unseen(
  {hub}: LineScene,
  named: {readonly journalId: JournalId; readonly workstationId: string},
): JournalRecord {
  return {
    ...named,
    role: 'terminal',
    retailStoreId: hub.retailStoreId,
    publicKey: undefined,
    name: '',
    heldSequence: 0,
    heldHash: GENESIS_HASH,
    heldAtMs: 0,
    firstWaiting: undefined,
    closings: [],
  };
}
