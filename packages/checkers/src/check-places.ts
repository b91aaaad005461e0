import type {Finding} from './finding.ts';
import type {StoreHistory} from './history.ts';

/**
 * Positions are gapless in each ledger, from 1 or from where the hub said it deleted to, and the
 * newest ledger comes as far as its anchor (I4); the heads a ledger states are the ones its lines
 * give (I10).
 */
export function checkPlaces({
  places,
  placesPrunedTo = new Map(),
  anchored,
}: Pick<StoreHistory['hub'], 'places' | 'placesPrunedTo' | 'anchored'>): Finding[] {
  const findings: Finding[] = [];
  const ends = new Map(placesPrunedTo);
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
  const end = anchored && (ends.get(anchored.ledgerId) ?? 0);
  if (anchored && end !== undefined && end < anchored.position) {
    const entry = `${anchored.ledgerId}@${anchored.position}`;
    const detail = `the ledger ends at ${end}, and its anchor says that it came this far`;
    findings.push({invariant: 'I4', kind: 'lost', side: 'hub', entry, detail});
  }
  return findings;
}
