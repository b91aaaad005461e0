import {Bases} from './bases.ts';
import {checkCustody} from './check-custody.ts';
import {checkPersonal} from './check-personal.ts';
import {checkPlaces} from './check-places.ts';
import {checkSide} from './check-side.ts';
import {ClosedJournals} from './closed-journals.ts';
import type {Finding} from './finding.ts';
import {SIDES, type StoreHistory} from './history.ts';
import {checkSums} from './sums.ts';

/**
 * Everything that must hold of a store once its faults have ended and its programs have stopped. No
 * finding means that nothing was lost, doubled, invented, changed or reordered; a side without
 * entries proves nothing and is a finding itself.
 */
export function checkStore(history: StoreHistory): Finding[] {
  const closed = new ClosedJournals(history);
  const bases = new Bases(history);
  const empty = SIDES.filter(side => history[side].entries.length === 0).map(
    (side): Finding => ({
      invariant: 'I1',
      kind: 'nothing',
      side,
      entry: '',
      detail: 'has no entries: there is nothing to prove',
    }),
  );
  return [
    ...empty,
    ...SIDES.flatMap(side => checkSide(side, {history: history[side], closed, bases})),
    ...checkPlaces(history.hub),
    ...checkCustody(history, {closed, bases}),
    ...checkSums(history),
    ...checkPersonal(history),
  ];
}
