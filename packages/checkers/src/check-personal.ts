import {type Finding, keyOf, nameOf} from './finding.ts';
import {SIDES, type StoreHistory} from './history.ts';

/**
 * Personal data that is missing is named by an erasure, with the commitment that stayed, and what
 * an erasure names is on no side (I18). Chains and totals do not depend on it.
 */
export function checkPersonal(history: StoreHistory): Finding[] {
  const erased = erasedNames(history);
  return SIDES.flatMap(side =>
    history[side].entries.flatMap(entry => {
      const {personal} = entry;
      if (!personal || personal.state === 'withheld') return [];
      const isNamed = erased.get(keyOf(entry)) === personal.sha256;
      if ((personal.state === 'gone') === isNamed) return [];
      const detail = isNamed
        ? 'its personal data was erased, and is here'
        : 'its personal data is gone, and no erasure names it';
      const finding: Finding = {
        ...{invariant: 'I18', kind: 'personal', side, entry: nameOf(entry), detail},
      };
      return [finding];
    }),
  );
}

/** By key: the commitment of what a hub said is erased. */
export function erasedNames({hub, gateway}: StoreHistory): ReadonlyMap<string, string> {
  const words = [...hub.entries, ...gateway.entries].flatMap(({erases}) => erases ?? []);
  return new Map(words.map(name => [keyOf(name), name.personalSha256]));
}
