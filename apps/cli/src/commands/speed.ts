import {Fault} from '@holdfast/std';

/** `100x`, `0.5x`; `max` is without end: nobody waits for the recorded time. */
export function parseSpeed(flag: string, text: string): number {
  if (text === 'max') return Number.POSITIVE_INFINITY;
  const times = Number(/^(\d+(?:\.\d+)?)x?$/.exec(text)?.[1]);
  if (times > 0) return times;
  throw new Fault('config/invalid', {key: flag, reason: 'must be like 100x, or max', value: text});
}
