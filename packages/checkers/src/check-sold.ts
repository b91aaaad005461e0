import type {ClosedJournals} from './closed-journals.ts';
import {type Finding, keyOf, nameOf} from './finding.ts';
import type {SideEntry, SoldReceipt, StoreHistory} from './history.ts';

/**
 * Every receipt that was printed is a sale of its own on every side, with the body that was sold
 * (I1). A till that was put back to an older copy prints a number a second time: then both sales
 * are there, one under the number itself and one that names it.
 */
export function checkSold(history: StoreHistory, closed: ClosedJournals): Finding[] {
  const {sold = [], terminals, gateway} = history;
  const sides = {
    terminals: terminals.entries.filter(entry => !closed.isSuperseded(entry)),
    gateway: gateway.entries,
  };
  const isPruned = ({journalId, sequenceNumber}: SoldReceipt) =>
    sequenceNumber <= (terminals.prunedTo?.get(journalId) ?? 0);
  const findings: Finding[] = [];
  const doubled = new Set<string>();
  for (const side of ['terminals', 'gateway'] as const) {
    const printed = byPrintedKey(sides[side]);
    for (const receipt of sold) {
      const key = keyOf(receipt);
      const left = printed.get(key);
      const at = left?.findIndex(({bodySha256}) => bodySha256 === receipt.bodySha256) ?? -1;
      if (left && at >= 0) {
        left.splice(at, 1);
        continue;
      }
      if (side === 'terminals' && (closed.mayBeForgotten(receipt) || isPruned(receipt))) continue;
      const [other] = left ?? [];
      if (!left) {
        const detail = 'a receipt was printed, the sale is not here';
        findings.push({invariant: 'I1', kind: 'lost', side, entry: key, detail});
      } else if (other) {
        const detail = 'the body is not the one that was sold';
        const entry = nameOf(other);
        findings.push({invariant: 'I1', kind: 'changed', side, entry, detail});
      } else if (!doubled.has(key)) {
        doubled.add(key);
        const detail = 'two sales were given this receipt number';
        findings.push({invariant: 'I1', kind: 'doubled', side: 'sold', entry: key, detail});
      }
    }
  }
  return findings;
}

/** Entries by their own key, and by every key whose receipt may have been printed for them. */
function byPrintedKey(entries: readonly SideEntry[]): Map<string, SideEntry[]> {
  const found = new Map<string, SideEntry[]>();
  const seen = new Set<string>();
  for (const entry of entries) {
    if (seen.has(entry.entryHash)) continue; // a second copy is not a second sale
    seen.add(entry.entryHash);
    for (const place of [entry, ...(entry.supersedes ?? [])]) {
      const key = keyOf(place);
      found.set(key, [...(found.get(key) ?? []), entry]);
    }
  }
  return found;
}
