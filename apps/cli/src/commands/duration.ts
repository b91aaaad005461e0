import {Fault} from '@holdfast/std';

const UNITS = {ms: 1, s: 1_000, m: 60_000, h: 3_600_000} as const;

/** `60s`, `5m`, `1.5h` → milliseconds. */
export function parseDuration(flag: string, text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text);
  const unit = match?.[2];
  if (unit !== 'ms' && unit !== 's' && unit !== 'm' && unit !== 'h') {
    throw new Fault('config/invalid', {
      key: flag,
      reason: 'must be like 60s, 5m or 1h',
      value: text,
    });
  }
  return Number(match?.[1]) * UNITS[unit];
}
