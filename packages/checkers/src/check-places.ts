import type {Finding} from './finding.ts';
import type {LedgerPlace} from './history.ts';

/**
 * Positions are gapless in each ledger, from 1 or from where the hub said it deleted to, and the
 * heads a ledger states are the ones its lines give (I4, I10).
 */
export function checkPlaces(
  places: readonly LedgerPlace[],
  prunedTo: ReadonlyMap<string, number> = new Map(),
): Finding[] {
  const findings: Finding[] = [];
  const ends = new Map(prunedTo);
  for (const {ledgerId, position, head, storedHead} of places) {
    const expected = (ends.get(ledgerId) ?? 0) + 1;
    const entry = `${ledgerId}@${position}`;
    if (position !== expected) {
      const detail = `position ${expected} was expected`;
      findings.push({invariant: 'I4', kind: 'positions', side: 'hub', entry, detail});
    }
    if (storedHead !== undefined && storedHead !== head) {
      const detail = 'the stated head is not the one the lines give';
      findings.push({invariant: 'I10', kind: 'chain', side: 'hub', entry, detail});
    }
    ends.set(ledgerId, position);
  }
  return findings;
}
