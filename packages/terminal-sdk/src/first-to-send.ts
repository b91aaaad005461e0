import type {Journal} from './ports.ts';

/**
 * The first entry that a hub lacks, which has what it says. It was told what head office holds: one
 * that asks for less knows that head office was put back since, and gets what is still here.
 */
export function firstToSend(
  journal: Pick<Journal, 'firstSequenceNumber' | 'custody'>,
  recordedThrough: number,
): number {
  if (journal.firstSequenceNumber() <= recordedThrough + 1) return recordedThrough + 1;
  return Math.max(recordedThrough, journal.custody().held?.sequenceNumber ?? 0) + 1;
}
