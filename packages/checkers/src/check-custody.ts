import type {Bases} from './bases.ts';
import {checkSold} from './check-sold.ts';
import type {ClosedJournals} from './closed-journals.ts';
import {type Finding, keyOf, nameOf} from './finding.ts';
import type {SideEntry, SideHistory, StoreHistory} from './history.ts';

type ByKey = ReadonlyMap<string, SideEntry>;

function byKey(history: SideHistory): ByKey {
  return new Map(history.entries.map(entry => [keyOf(entry), entry]));
}

/**
 * What must hold across the sides once faults have ended: everything a terminal journaled is
 * recorded and held, with the very same bytes (I1), and nobody holds what no terminal journaled
 * (I2). What was made again in another journal counts there.
 */
export function checkCustody(
  history: StoreHistory,
  {closed, bases}: {readonly closed: ClosedJournals; readonly bases: Bases},
): Finding[] {
  const sides = {
    terminals: byKey(history.terminals),
    hub: byKey(history.hub),
    gateway: byKey(history.gateway),
  };
  const findings: Finding[] = [];
  for (const entry of closed.sales(history)) {
    const key = keyOf(entry);
    for (const side of ['hub', 'gateway'] as const) {
      const there = sides[side].get(key);
      if (!there) {
        // A hub may stand on what head office has signed for.
        if (side === 'hub' && bases.covers(entry)) continue;
        findings.push(finding('I1', 'lost', {side, entry, detail: 'was journaled, is not here'}));
      } else if (there.entryHash !== entry.entryHash) {
        const detail = 'differs from what the terminal journaled';
        findings.push(finding('I1', 'changed', {side, entry: there, detail}));
      }
    }
  }
  for (const side of ['hub', 'gateway'] as const) {
    for (const [key, entry] of sides[side]) {
      if (sides.terminals.has(key) || entry.workstationId === 'hub') continue;
      if (closed.isForgotten(entry)) continue;
      if (entry.sequenceNumber <= (history.terminals.prunedTo?.get(entry.journalId) ?? 0)) continue;
      findings.push(finding('I2', 'invented', {side, entry, detail: 'no terminal journaled this'}));
    }
  }
  return [...findings, ...closed.check(history), ...checkSold(history, closed)];
}

function finding(
  invariant: Finding['invariant'],
  kind: Finding['kind'],
  {
    side,
    entry,
    detail,
  }: {readonly side: string; readonly entry: SideEntry; readonly detail: string},
): Finding {
  return {invariant, kind, side, entry: nameOf(entry), detail};
}
