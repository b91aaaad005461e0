import type {HubStatus} from '@holdfast/hub/client';
import {plain} from './plain.ts';
import {countText, plural} from './quantity-text.ts';
import type {Look, Paint} from './style.ts';

type Hold = HubStatus['retention']['holds'][number];

/** Why nothing more goes: what is a normal day, and what a person may have to look at. */
const HOLDS: Readonly<Record<string, {readonly look: Look; says(hold: Hold): string}>> = {
  young: {look: 'dim', says: () => 'the rest is younger'},
  newest: {look: 'dim', says: () => 'the rest is what a start needs'},
  unheard: {look: 'dim', says: () => 'nothing goes before head office is heard'},
  notHeld: {
    look: 'warn',
    says: ({position}) => `head office does not hold ${countText(position)} yet`,
  },
  uncovered: {
    look: 'warn',
    says: ({position, journalId}) =>
      `${countText(position)} stays: no held statement for it, journal ${plain(journalId)}`,
  },
};

/** How far back this hub can still be asked, and why it keeps what is older than it must. */
export function retentionLine({retention, ledger}: HubStatus, paint: Paint): string {
  const {days, prunedPosition, entriesDeleted, holds} = retention;
  const begins = prunedPosition === 0 ? 'all of it' : `from ${countText(prunedPosition + 1)} on`;
  const hold = holds.find(({ledgerId}) => ledgerId === ledger.ledgerId);
  const words = hold && HOLDS[hold.kind];
  const evidence = holds.filter(({kind}) => kind === 'evidence').length;
  return [
    `Kept      ${plural(days, 'day')}, here ${begins}`,
    ...(entriesDeleted > 0 ? [`${plural(entriesDeleted, 'entry', 'entries')} deleted`] : []),
    ...(hold && words ? [paint(words.look, words.says(hold))] : []),
    ...(evidence > 0 ? [paint('warn', `${plural(evidence, 'ledger')} kept as evidence`)] : []),
  ].join(' · ');
}
