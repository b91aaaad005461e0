import {equalBytes} from '@holdfast/std';
import {ENTRY_KINDS, HUB_WORKSTATION, type LedgerEntry} from '@holdfast/wire';
import {certifyHubJournal} from './certify-hub-journal.ts';
import {type JournalRecord, newJournal} from './journal-record.ts';
import type {LedgerRecord} from './ledger-record.ts';
import type {LineScene} from './line-scene.ts';
import {raiseAlarm} from './raise-alarm.ts';
import {takeRosterEntry} from './take-roster-entry.ts';

/**
 * Takes the next line of a ledger. The hub's own entries speak at once about who may be recorded,
 * since the segment is under the hub's signature; every entry then waits for its journal's chain
 * and signature. Answers the ledger as the line leaves it.
 */
export async function takeLine(scene: LineScene, taken: LedgerEntry): Promise<LedgerRecord> {
  const {draft} = scene;
  const {header} = taken.entry;
  const ofHub = header.workstationId === HUB_WORKSTATION;
  let {ledger} = scene;
  if (taken.line.position === 1) {
    const certified = await certifyHubJournal(scene, taken);
    if (certified) ledger = {...ledger, hubJournalId: certified.journalId};
    else raiseAlarm(scene, taken, {code: 'ledger/uncertified', detail: 'first entry'});
  } else if (
    header.kindCode === ENTRY_KINDS.rosterChanged &&
    header.journalId === ledger.hubJournalId
  ) {
    await takeRosterEntry(scene, taken);
  }
  const journal =
    (await draft.journal(header.journalId)) ?? newJournal(header, ofHub ? 'hub' : 'terminal');
  await seatEntry(scene, taken, journal);
  return ledger;
}

async function seatEntry(
  scene: LineScene,
  taken: LedgerEntry,
  journal: JournalRecord,
): Promise<void> {
  const {draft, ledger, segmentId} = scene;
  const {header, entryHash, signature} = taken.entry;
  const {position, disposition} = taken.line;
  if (!taken.entry.body && disposition.kind === 'accepted') {
    const detail = 'its hub did not see it: the body was left out';
    raiseAlarm(scene, taken, {code: 'entry/card-data', detail});
  }
  const closed = journal.closings.some(
    closing => closing.ledgerId === ledger.ledgerId && closing.position < position,
  );
  if (closed) {
    raiseAlarm(scene, taken, {code: 'journal/after-closing', detail: 'recorded after its closing'});
    return;
  }
  if (header.sequenceNumber <= journal.heldSequence) {
    const held = await draft.heldEntry(header.journalId, header.sequenceNumber);
    if (!held || !equalBytes(held.entryHash, entryHash)) {
      raiseAlarm(scene, taken, {code: 'journal/forked', detail: 'differs from the held entry'});
    }
    return;
  }
  const {journalId, sequenceNumber, prevHash} = header;
  const place = {segmentId, ledgerId: ledger.ledgerId, position};
  draft.waiting.put({journalId, sequenceNumber, prevHash, entryHash, signature, ...place});
  draft.setJournal(journal);
}
