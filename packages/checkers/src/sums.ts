import {Bases} from './bases.ts';
import {ClosedJournals} from './closed-journals.ts';
import {type Finding, keyOf} from './finding.ts';
import type {SideHistory, StoreHistory} from './history.ts';
import {SIDES} from './history.ts';

/** Minor units by currency, over what is not set aside. */
export type Sums = ReadonlyMap<string, number>;

function sumsOf({entries}: SideHistory): Sums {
  const sums = new Map<string, number>();
  for (const {money, quarantined} of entries) {
    if (!money || quarantined !== undefined) continue;
    sums.set(money.currencyCode, (sums.get(money.currencyCode) ?? 0) + money.amountMinor);
  }
  return sums;
}

/**
 * The sums of all sides are the same, to the minor unit (I11). A terminal does not know what the
 * hub set aside, so for its sum the hub's word counts.
 */
export function checkSums(history: StoreHistory): Finding[] {
  const sums = sideSums(history);
  const findings: Finding[] = [];
  for (const currency of new Set(SIDES.flatMap(side => [...sums[side].keys()]))) {
    const amounts = SIDES.map(side => sums[side].get(currency) ?? 0);
    if (new Set(amounts).size === 1) continue;
    const detail = SIDES.map((side, at) => `${side} ${amounts[at]}`).join(', ');
    findings.push({
      invariant: 'I11',
      kind: 'money',
      side: 'all',
      entry: '',
      detail: `${currency}: ${detail}`,
    });
  }
  return findings;
}

/**
 * What a terminal pruned under a held statement is in its sum by the hub's word, and what the hub
 * lacks below one by head office's: they do not have it, and head office has signed for it. So is
 * what a till sold on a disk that was put back to an older copy.
 */
export function sideSums(history: StoreHistory): Record<(typeof SIDES)[number], Sums> {
  const {terminals, hub, gateway} = history;
  const closed = new ClosedJournals(history);
  const here = new Set(hub.entries.map(keyOf));
  const bases = new Bases(history);
  const onlyHeld = gateway.entries.filter(entry => bases.covers(entry) && !here.has(keyOf(entry)));
  const recorded = [...hub.entries, ...onlyHeld];
  const aside = new Map(
    recorded
      .filter(entry => entry.quarantined !== undefined)
      .map(entry => [keyOf(entry), entry.quarantined]),
  );
  const kept = closed
    .sales(history)
    .map(entry => ({...entry, quarantined: aside.get(keyOf(entry))}));
  const pruned = recorded.filter(
    entry =>
      entry.sequenceNumber <= (terminals.prunedTo?.get(entry.journalId) ?? 0) ||
      closed.isForgotten(entry),
  );
  return {
    terminals: sumsOf({entries: [...kept, ...pruned]}),
    hub: sumsOf({entries: recorded}),
    gateway: sumsOf(gateway),
  };
}
