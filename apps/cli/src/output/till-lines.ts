import type {HubStatus, TillStatus} from '@holdfast/hub/client';
import {plain} from './plain.ts';
import {countText} from './quantity-text.ts';
import type {Paint} from './style.ts';
import {type Cell, tableLines} from './table.ts';
import {sinceText} from './time-text.ts';

/** A till whose clock is off by more is worth a look. */
const CLOCK_WARN_MS = 30_000;
/** Enough of a journal's id to tell it from the others of a store. */
const MARK_LETTERS = 8;

/**
 * Every till of the store, one a line: who it is, since when it is here, and what became of its
 * sales; with its journal where a person has to name one.
 */
export function tillLines(
  {tills, timeMs}: HubStatus,
  {paint, journals = false}: {readonly paint: Paint; readonly journals?: boolean},
): string[] {
  const columns = [
    {title: 'TILL'},
    {title: 'NAME'},
    ...(journals ? [{title: 'JOURNAL'}] : []),
    {title: 'HERE SINCE'},
    {title: 'ADDRESS'},
    {title: '◐ IN HUB', align: 'right'},
    {title: '● AT HQ', align: 'right'},
    {title: 'CLOCK', align: 'right'},
  ] as const;
  const rows = tills.map(till => [
    till.workstationId,
    plain(till.name),
    ...(journals ? [till.journalId.slice(0, MARK_LETTERS)] : []),
    ...standing(till, timeMs),
  ]);
  return tableLines({columns, rows}, paint);
}

function standing(till: TillStatus, nowMs: number): Cell[] {
  const {connected, closed, address, recordedSequence, heldSequence} = till;
  const held = heldSequence < recordedSequence ? 'warn' : 'good';
  const presence: Cell = connected
    ? {text: `● ${sinceText(till.sinceMs, nowMs)}`, look: 'good'}
    : closed === undefined
      ? {text: '○ not here', look: 'warn'}
      : {text: `× ${closed}`, look: 'dim'};
  return [
    presence,
    address,
    countText(recordedSequence),
    {text: countText(heldSequence), look: held},
    connected ? clockCell(till.clockOffsetMs) : '',
  ];
}

/** How far the till's clock is from the hub's: behind is minus. */
function clockCell(offsetMs: number): Cell {
  const seconds = -offsetMs / 1_000;
  const text = `${seconds > 0.05 ? '+' : ''}${(Math.abs(seconds) < 0.05 ? 0 : seconds).toFixed(1)} s`;
  return Math.abs(offsetMs) > CLOCK_WARN_MS ? {text: `▲ ${text}`, look: 'warn'} : text;
}
