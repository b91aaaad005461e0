import {type HubId, hubIdOfLedger, type JournalId, type LedgerOpened} from '@holdfast/wire';
import type {Distrust, ReadableLedger, UnreadableLedger} from './shelf.ts';

/**
 * Why the newest ledger cannot go on; `undefined` when it can. A ledger goes on only where nothing
 * that it held is missing, and where this hub can sign for it.
 */
export async function newLedgerReason(
  newest: ReadableLedger | UnreadableLedger | undefined,
  hub: {
    readonly distrust: Distrust | undefined;
    readonly hubId: HubId;
    /** The id of the journal this hub keeps in a ledger, by the key it has for it. */
    readonly journalIdFor: (ledger: ReadableLedger) => Promise<JournalId>;
  },
): Promise<LedgerOpened['reason'] | undefined> {
  if (!newest) return 'first';
  if (newest.kind === 'unreadable') return 'tailLost';
  const {recovered, agreement} = newest;
  const {distrust} = hub;
  if (distrust?.ledgerId === recovered.ledgerId && distrust.because !== 'damaged') {
    // Where nothing stands beyond what is common, head office has more: a disk that was put back.
    return recovered.damaged ? 'diverged' : 'tailLost';
  }
  if (recovered.damaged || agreement === 'ahead') return 'tailLost';
  if (agreement === 'differs') return 'diverged';
  if (hubIdOfLedger(recovered.ledgerId) !== hub.hubId) return 'adopted';
  const journalId = await hub.journalIdFor(newest);
  const ours = recovered.lanes.some(lane => lane.journalId === journalId);
  return ours ? undefined : 'adopted';
}
