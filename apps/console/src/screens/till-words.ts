import type {ConsoleView} from '@holdfast/hub/console';
import type {StateLook} from '@holdfast/ui';

export type TillView = ConsoleView['status']['tills'][number];

/** A clock that is off by less says nothing. */
const CLOCK_OFF_MS = 30_000;

export function isOpen({closed}: TillView): boolean {
  return closed === undefined || closed === '';
}

/** Seconds that its clock is off; 0 for one that is in step. */
export function clockOffS({clockOffsetMs}: TillView): number {
  const offMs = Math.abs(clockOffsetMs);
  return offMs > CLOCK_OFF_MS ? Math.round(offMs / 1_000) : 0;
}

/** What it said that it has, and the hub does not. */
export function unsentThere({saidSequence = 0, recordedSequence, heldSequence}: TillView): number {
  return Math.max(0, saidSequence - Math.max(recordedSequence, heldSequence));
}

/** What the hub has of it, and head office does not. */
export function unsentHere({recordedSequence, heldSequence}: TillView): number {
  return Math.max(0, recordedSequence - heldSequence);
}

export function tillLook(till: TillView): StateLook {
  if (!isOpen(till)) return 'busy';
  if (!till.connected) return unsentThere(till) > 0 ? 'alone' : 'bad';
  return clockOffS(till) > 0 ? 'warn' : 'good';
}
