import type {HubStatus} from '@holdfast/hub/client';
import {plain} from './plain.ts';
import type {Paint} from './style.ts';
import {sinceText} from './time-text.ts';

type TookOver = NonNullable<HubStatus['tookOver']>;

/** From whom a hub took over, and till by till how far it has what they had. */
export function tookOverLines({tookOver, timeMs}: HubStatus, paint: Paint): string[] {
  if (!tookOver) return [];
  const {hubBefore, epoch, tills} = tookOver;
  return [
    '',
    `Took over from hub ${hubBefore.slice(0, 8)} · epoch ${epoch}`,
    ...tills.map(till => `  ${tillLine(till, {paint, nowMs: timeMs})}`),
  ];
}

function tillLine(
  {workstationId, state, sequence, of, seenAtMs}: TookOver['tills'][number],
  {paint, nowMs}: {readonly paint: Paint; readonly nowMs: number},
): string {
  const till = `till ${plain(workstationId)}`;
  switch (state) {
    case 'complete':
      return `${paint('good', '●')} ${till} complete to ${sequence}`;
    case 'refilling':
      return `${paint('busy', '↻')} ${till} at ${sequence} of ${of}`;
    case 'notSeen': {
      const since = seenAtMs > 0 ? `since ${sinceText(seenAtMs, nowMs)}` : 'yet';
      return `${paint('warn', '○')} ${till} not seen ${since}, last known ${sequence}`;
    }
  }
}
