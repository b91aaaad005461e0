import type {Authenticate} from '@holdfast/wire';
import type {IngestPorts} from './session-host.ts';

/**
 * Whether head office went back behind what this hub ever had of a journal, and the terminal still
 * has it: a hub that began at a held statement never recorded what that one covered, so it cannot
 * send it again. Nobody but the terminal can. False wherever this hub cannot say now.
 */
export async function isGapBelow(
  {ledger}: Pick<IngestPorts, 'ledger'>,
  {journalId, firstSequenceNumber}: Pick<Authenticate, 'journalId' | 'firstSequenceNumber'>,
): Promise<boolean> {
  const held = ledger.heldStatement(journalId);
  const lane = ledger.lane(journalId);
  if (!held || lane?.known !== 'recorded') return false;
  const next = held.sequenceNumber + 1;
  if (next > lane.sequenceNumber) return false;
  if (firstSequenceNumber === undefined || firstSequenceNumber > next) return false;
  return ledger.isMissing({journalId, sequenceNumber: next});
}
