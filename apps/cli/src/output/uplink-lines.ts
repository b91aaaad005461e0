import type {UplinkStatus} from '@holdfast/hub/client';
import {plain} from './plain.ts';
import {bytesText} from './quantity-text.ts';
import type {Look, Paint} from './style.ts';
import {type Cell, tableLines} from './table.ts';

const HEALTH: Readonly<Record<string, {readonly look: Look; readonly shape: string}>> = {
  healthy: {look: 'good', shape: '●'},
  probing: {look: 'busy', shape: '↻'},
  suspect: {look: 'warn', shape: '▲'},
  down: {look: 'bad', shape: '■'},
};

/** The ways to head office; below each that fails, why. */
export function uplinkLines(uplinks: readonly UplinkStatus[], paint: Paint): string[] {
  const columns = [
    {title: 'UPLINK'},
    {title: 'HEALTH'},
    {title: 'ROUND TRIP', align: 'right'},
    {title: 'OUT', align: 'right'},
    {title: 'IN', align: 'right'},
    {title: ''},
  ] as const;
  const failing = uplinks.filter(({lastError, paused}) => lastError !== '' && !paused);
  return [
    ...tableLines({columns, rows: uplinks.map(uplinkRow)}, paint),
    ...failing.map(({name, lastError}) => paint('warn', `${plain(name)}: ${plain(lastError)}`)),
  ];
}

function uplinkRow(uplink: UplinkStatus): Cell[] {
  const {name, health, paused, rttMs, bytesOut, bytesIn} = uplink;
  const {look, shape} = HEALTH[health] ?? {look: 'warn', shape: '▲'};
  return [
    name,
    paused ? {text: '‖ paused', look: 'dim'} : {text: `${shape} ${health}`, look},
    rttMs === undefined ? '' : `${Math.round(rttMs)} ms`,
    bytesText(bytesOut),
    bytesText(bytesIn),
    notes(uplink).join(' · '),
  ];
}

function notes({metered, preferred, usedBytes, budgetBytes}: UplinkStatus): string[] {
  const budget =
    budgetBytes === undefined
      ? []
      : [`${bytesText(usedBytes)} of ${bytesText(budgetBytes)} this month`];
  return [...(preferred ? ['preferred'] : []), ...(metered ? ['metered'] : []), ...budget];
}
