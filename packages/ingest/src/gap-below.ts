import type {Authenticate, JournalId} from '@holdfast/wire';
import type {IngestPorts} from './session-host.ts';

/** How far the latest gateway known here has signed for a journal; 0 where it has not. */
export function heldByLatest(ledger: IngestPorts['ledger'], journalId: JournalId): number {
  const said = ledger.heldStatement(journalId);
  const latest = ledger.latestStatement()?.gatewayIncarnation;
  return said?.gatewayIncarnation === latest ? (said?.sequenceNumber ?? 0) : 0;
}

/**
 * Whether head office went back behind what this hub can send it of a journal, and the terminal
 * still has it: what this hub lacks, because it began at a held statement or lost its tail and
 * stood on one, nobody but the terminal can bring again. What a gateway has signed for that came
 * before the latest known here counts as not held.
 */
export async function gapBelow(
  {ledger}: Pick<IngestPorts, 'ledger'>,
  {journalId, firstSequenceNumber}: Pick<Authenticate, 'journalId' | 'firstSequenceNumber'>,
): Promise<'gap' | 'none' | 'unknown'> {
  const lane = ledger.lane(journalId);
  if (!lane || !ledger.heldStatement(journalId) || firstSequenceNumber === undefined) return 'none';
  const held = heldByLatest(ledger, journalId);
  if (lane.sequenceNumber <= held || firstSequenceNumber > held + 1) return 'none';
  const stretch = {journalId, after: held, upTo: lane.sequenceNumber};
  const missing = await ledger.firstMissing(stretch);
  return missing === undefined ? 'none' : missing === 'unknown' ? 'unknown' : 'gap';
}
