import {type Finding, keyOf, nameOf} from './finding.ts';
import type {SideEntry, SideHistory, SideName, SoldReceipt, StoreHistory} from './history.ts';

type ByKey = ReadonlyMap<string, SideEntry>;

function byKey(history: SideHistory): ByKey {
  return new Map(history.entries.map(entry => [keyOf(entry), entry]));
}

/**
 * What must hold across the sides once faults have ended: everything a terminal journaled is
 * recorded and held, with the very same bytes (I1), and nobody holds what no terminal journaled
 * (I2).
 */
export function checkCustody(history: StoreHistory): Finding[] {
  const sides = {
    terminals: byKey(history.terminals),
    hub: byKey(history.hub),
    gateway: byKey(history.gateway),
  };
  const findings: Finding[] = [];
  for (const [key, entry] of sides.terminals) {
    for (const side of ['hub', 'gateway'] as const) {
      const there = sides[side].get(key);
      if (!there) {
        // A replaced hub may begin above what head office already holds.
        if (side === 'hub' && isBelowBase(entry, history.hub)) continue;
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
      if (entry.sequenceNumber <= (history.terminals.prunedTo?.get(entry.journalId) ?? 0)) continue;
      findings.push(finding('I2', 'invented', {side, entry, detail: 'no terminal journaled this'}));
    }
  }
  return [...findings, ...checkSold(history.sold ?? [], sides)];
}

function isBelowBase(entry: SideEntry, hub: SideHistory): boolean {
  return entry.sequenceNumber <= (hub.prunedTo?.get(entry.journalId) ?? 0);
}

/** Every receipt that was printed is on every side, with the body that was sold (I1). */
function checkSold(
  sold: readonly SoldReceipt[],
  sides: Readonly<Record<SideName, ByKey>>,
): Finding[] {
  const findings: Finding[] = [];
  const printed = new Set<string>();
  for (const receipt of sold) {
    const key = keyOf(receipt);
    if (printed.has(key)) {
      const detail = 'two sales were given this receipt number';
      findings.push({invariant: 'I1', kind: 'doubled', side: 'sold', entry: key, detail});
    }
    printed.add(key);
    for (const side of ['terminals', 'gateway'] as const) {
      const entry = sides[side].get(key);
      if (!entry) {
        const detail = 'a receipt was printed, the sale is not here';
        findings.push({invariant: 'I1', kind: 'lost', side, entry: key, detail});
      } else if (entry.bodySha256 !== receipt.bodySha256) {
        const detail = 'the body is not the one that was sold';
        findings.push(finding('I1', 'changed', {side, entry, detail}));
      }
    }
  }
  return findings;
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
