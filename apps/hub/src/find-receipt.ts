import type {Ledger} from '@holdfast/ledger';
import type {Roster} from '@holdfast/trust';
import {type JournalId, type LedgerEntry, type LedgerId, supersededBy} from '@holdfast/wire';

export interface FoundReceipt {
  readonly ledgerId: LedgerId;
  readonly entry: LedgerEntry;
}

/**
 * Every recorded transaction on whose paper this number stands: nearly always one. Where a till
 * went back in time it printed the number a second time, and what that stood for was made again in
 * the journal that follows, in the old order and from its first place on.
 */
export async function findReceipt(
  {roster, ledger}: {readonly roster: Roster; readonly ledger: Pick<Ledger, 'find'>},
  printed: {
    readonly workstationId: string;
    readonly journalMark: string;
    readonly sequenceNumber: number;
  },
): Promise<readonly FoundReceipt[]> {
  const {workstationId, journalMark} = printed;
  const found: FoundReceipt[] = [];
  const stands = ({entry}: LedgerEntry, journalId: JournalId) =>
    entry.header.journalId === journalId ||
    supersededBy(entry.header).some(one => one.journalId === journalId);
  for (const {journalId: named, ...journal} of roster.journals()) {
    if (journal.workstationId !== workstationId || !named.startsWith(journalMark)) continue;
    const places = [{journalId: named, sequenceNumber: printed.sequenceNumber}];
    for (let place = places.shift(); place; place = places.shift()) {
      const one = await ledger.find(place);
      if (one && stands(one.entry, named)) found.push(one);
      for (const {journalId, succeeds} of roster.successorsOf(place.journalId)) {
        const sequenceNumber = place.sequenceNumber - (succeeds?.lastCommonSequence ?? 0);
        if (sequenceNumber > 0) places.push({journalId, sequenceNumber});
      }
    }
  }
  return found;
}
