import {equalBytes, Fault} from '@holdfast/std';
import type {JournaledEntry, JournalTail} from '@holdfast/terminal-sdk';
import {GENESIS_HASH, type JournalId} from '@holdfast/wire';

/** How many of the last entries a start looks at. Older ones are checked when they are read. */
const ENTRIES_CHECKED = 64;

/** A row of the journal: an entry, or why it is none. */
export type ReadRow = {readonly sequenceNumber: number} & (
  | {readonly journaled: JournaledEntry; readonly fault?: undefined}
  | {readonly journaled?: undefined; readonly fault: Fault}
);

/**
 * The journal's end, after checking that its last entries are this journal's, stand without a gap,
 * and chain. One that no longer proves itself is passed over, unless it is the last: what follows
 * it could chain to nothing. What it cannot see is a tail that vanished whole: the hub remembers it
 * and says so.
 */
export function checkTail(journal: {
  readonly journalId: JournalId;
  readonly first: number;
  /** 0 when there is no entry. */
  readonly last: number;
  readonly read: (after: number, through: number) => readonly ReadRow[];
}): JournalTail {
  const {journalId, first, last, read} = journal;
  if (last === 0) return {sequenceNumber: 0, entryHash: GENESIS_HASH};
  const from = Math.max(first, last - ENTRIES_CHECKED + 1);
  let expected = from;
  let prevHash = first === 1 && from === 1 ? GENESIS_HASH : undefined;
  for (const {sequenceNumber, journaled, fault} of read(from - 1, last)) {
    if (sequenceNumber !== expected) throw corrupt(expected, 'is missing');
    if (fault) {
      if (sequenceNumber === last) throw corrupt(last, String(fault.fields['reason']));
      prevHash = undefined;
      expected += 1;
      continue;
    }
    const {entry} = journaled;
    const {header} = entry;
    if (header.journalId !== journalId) throw corrupt(expected, 'is of another journal');
    if (prevHash && !equalBytes(prevHash, header.prevHash)) {
      throw corrupt(expected, 'does not follow the entry before it');
    }
    prevHash = entry.entryHash;
    expected += 1;
  }
  if (expected !== last + 1 || !prevHash) throw corrupt(expected, 'is missing');
  return {sequenceNumber: last, entryHash: prevHash};
}

function corrupt(entry: number, reason: string): Fault {
  return new Fault('database/corrupt', {entry, reason});
}
