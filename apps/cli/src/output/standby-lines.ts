import type {StandbyStatus} from '@holdfast/hub/client';
import {MIRROR_WORDS} from './mirror-words.ts';
import {plain} from './plain.ts';
import {countText, plural} from './quantity-text.ts';
import type {Paint} from './style.ts';
import {tableLines} from './table.ts';
import {clockText, durationText} from './time-text.ts';

const ID_LETTERS = 8;

/** Who mirrors whom, how far, and what that makes of a sale of this minute; for a person. */
export function standbyLines(status: StandbyStatus, paint: Paint): string[] {
  const {state, store, role, hubId, standbyId, standbyName} = status;
  const {look, words} = MIRROR_WORDS[state];
  const here = (of: StandbyStatus['role']) => (role === of ? ' (this machine)' : '');
  if (state === 'none') {
    return [
      `${paint(look, 'The standby')} ${words}: hub ${hubId.slice(0, ID_LETTERS)} has none.`,
      'Let one in with: holdfast standby link',
    ];
  }
  return [
    `${paint(look, 'The standby')} ${words}${status.detail === '' ? '' : `: ${plain(status.detail)}`}`,
    paint('dim', `${plain(store.name)}, store ${store.id}`),
    `hub      ${hubId.slice(0, ID_LETTERS)}${here('hub')}`,
    `standby  ${standbyId.slice(0, ID_LETTERS)} “${plain(standbyName)}”${here('standby')}`,
    heardLine(status),
    `behind   ${plural(status.lagEntries, 'entry', 'entries')}; a sale is ${status.custody} in the store`,
    '',
    ...ledgerLines(status, paint),
  ];
}

function heardLine({connected, address, heardAtMs, timeMs}: StandbyStatus): string {
  const heard =
    heardAtMs === 0
      ? 'not heard of since this program started'
      : `last heard of at ${clockText(heardAtMs)}, ${durationText(timeMs - heardAtMs)} ago`;
  return `talk     ${connected ? `connected, ${address}; ${heard}` : heard}`;
}

function ledgerLines({ledgers}: StandbyStatus, paint: Paint): string[] {
  const columns = [
    {title: 'LEDGER'},
    {title: '◐ IN HUB', align: 'right'},
    {title: '◑ MIRRORED', align: 'right'},
    {title: '● AT HQ', align: 'right'},
  ] as const;
  const rows = ledgers.map(({ledgerId, hubPosition, mirroredPosition, heldPosition}) => [
    `${ledgerId.slice(0, ID_LETTERS)}…${ledgerId.slice(-4)}`,
    hubPosition === 0 ? '?' : countText(hubPosition),
    countText(mirroredPosition),
    countText(heldPosition),
  ]);
  return tableLines({columns, rows}, paint);
}
