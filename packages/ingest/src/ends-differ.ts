import {toBase64Url} from '@holdfast/std';
import type {Authenticate} from '@holdfast/wire';
import type {SessionHost} from './session-host.ts';

/**
 * A terminal behind this hub was rolled back; one beside it has forked. Each end is alarmed once.
 * The terminal hears in the welcome where its journal ends here, and finds out by itself.
 */
export function alarmWhereEndsDiffer(
  host: Pick<SessionHost<never>, 'ports' | 'alarm' | 'isNewFork'>,
  {journalId, lastSequenceNumber, lastEntryHash}: Authenticate,
): void {
  const lane = host.ports.ledger.lane(journalId);
  if (!lane || lane.sequenceNumber < lastSequenceNumber) return;
  const recordedEntryHash = toBase64Url(lane.entryHash);
  if (recordedEntryHash === lastEntryHash) return;
  if (!host.isNewFork(`${journalId}/ends in ${lastEntryHash}`)) return;
  const {sequenceNumber} = lane;
  if (sequenceNumber > lastSequenceNumber) {
    const detail = `the terminal ends at ${lastSequenceNumber}, this hub recorded ${sequenceNumber}`;
    host.alarm({code: 'journal/rolled-back', journalId, detail});
    return;
  }
  const detail = 'the terminal’s last entry is not the one this hub recorded';
  host.alarm({code: 'journal/forked', journalId, sequenceNumber, recordedEntryHash, detail});
}
