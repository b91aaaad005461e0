import type {Bases} from './bases.ts';
import type {ClosedJournals} from './closed-journals.ts';
import {type Finding, keyOf, nameOf} from './finding.ts';
import type {SideEntry, SideHistory, SideName} from './history.ts';

const GENESIS = '0'.repeat(64);

/**
 * What one side's entries must be by themselves: each undamaged and once, each journal in order,
 * without a gap and chained from its beginning (I3, I5, I9, I10).
 */
export function checkSide(
  side: SideName,
  by: {
    readonly history: SideHistory;
    readonly closed: ClosedJournals;
    readonly bases: Bases;
  },
): Finding[] {
  const {history, closed, bases} = by;
  const findings: Finding[] = [];
  const journals = new Map<string, SideEntry>();
  const seen = new Map<string, SideEntry>();
  for (const entry of history.entries) {
    const name = nameOf(entry);
    const found = (kind: Finding['kind'], invariant: Finding['invariant'], detail: string) => {
      findings.push({invariant, kind, side, entry: name, detail});
    };
    const hole = (follows: ReturnType<Bases['after']>, detail: string) => {
      if (follows === 'gap') found('gap', 'I3', detail);
      if (follows === 'other')
        found('chain', 'I10', 'does not follow what head office holds below');
    };
    if (entry.damage !== undefined) found('changed', 'I10', entry.damage);
    const twin = seen.get(keyOf(entry));
    if (twin && side === 'terminals' && closed.isShared(entry)) {
      const copy = twin.entryHash === entry.entryHash;
      if (copy || closed.isSuperseded(entry) || closed.isSuperseded(twin)) {
        journals.set(entry.journalId, entry); // what follows is of the same copy
        continue;
      }
    }
    if (twin) {
      if (twin.entryHash === entry.entryHash) found('doubled', 'I1', 'stands here twice');
      else found('doubled', 'I5', 'stands here twice, with different bytes');
      continue;
    }
    seen.set(keyOf(entry), entry);
    const before = journals.get(entry.journalId);
    journals.set(entry.journalId, entry);
    if (!before) {
      const first = (history.prunedTo?.get(entry.journalId) ?? 0) + 1;
      if (entry.sequenceNumber > first) {
        hole(bases.after(side, entry), `the journal begins at ${first}, not here`);
      }
      if (entry.sequenceNumber === 1 && entry.prevHash !== GENESIS) {
        found('chain', 'I10', 'the first entry points back to another');
      }
      continue;
    }
    if (entry.sequenceNumber < before.sequenceNumber) {
      found('reordered', 'I9', `stands after ${before.sequenceNumber} of the same journal`);
    } else if (entry.sequenceNumber > before.sequenceNumber + 1) {
      hole(bases.after(side, entry), `follows ${before.sequenceNumber} of the same journal`);
    } else if (entry.prevHash !== before.entryHash) {
      found('chain', 'I10', 'does not point back to the entry before it');
    }
  }
  return findings;
}
