import {type Bytes, equalBytes, isFault} from '@holdfast/std';
import type {Journal, JournaledEntry} from './ports.ts';

/** What the hub says it has of this journal. Sequence 0 and zero bytes for nothing. */
export interface HubHead {
  readonly sequenceNumber: number;
  readonly entryHash: Bytes;
}

/**
 * behind: the hub has a beginning of this journal, or nothing. rolledBack: it has more than this
 * journal, whose disk went back in time. forked: it has another entry there than this journal has.
 */
export type HeadsVerdict = 'behind' | 'rolledBack' | 'forked';

/** Why a journal cannot go on at the hub, or `behind`: it can. */
export type JournalVerdict = HeadsVerdict | 'unreadable';

/** Compares a head of the hub with the same place in the journal. */
export async function compareHeads(journal: Journal, head: HubHead): Promise<HeadsVerdict> {
  if (head.sequenceNumber === 0) return 'behind';
  if (head.sequenceNumber > journal.tail().sequenceNumber) return 'rolledBack';
  const own = await entryHashAt(journal, head.sequenceNumber);
  return own === undefined || equalBytes(own, head.entryHash) ? 'behind' : 'forked';
}

/**
 * The hash of this journal's entry there. `undefined` for what was pruned, which is held and beyond
 * comparing, and where neither the entry nor the one after it can be read.
 */
export async function entryHashAt(
  journal: Journal,
  sequenceNumber: number,
): Promise<Bytes | undefined> {
  const first = journal.firstSequenceNumber();
  if (sequenceNumber < first - 1) return undefined;
  const own = sequenceNumber < first ? undefined : await entryAt(journal, sequenceNumber);
  // An entry names the hash of the one before it, which was pruned or cannot be read.
  return (
    own?.entry.entryHash ?? (await entryAt(journal, sequenceNumber + 1))?.entry.header.prevHash
  );
}

/** `undefined` for one that is not there, or no longer proves itself. */
async function entryAt(
  journal: Journal,
  sequenceNumber: number,
): Promise<JournaledEntry | undefined> {
  try {
    const place = {sequenceNumber: sequenceNumber - 1, entriesMax: 1, bytesMax: 0};
    const [found] = await journal.readAfter(place);
    return found;
  } catch (error) {
    if (isFault(error, 'journal/entry-unreadable')) return undefined;
    throw error;
  }
}
