import type {Language} from '@holdfast/messages';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const UNITS: readonly (readonly [unit: 'day' | 'hour' | 'minute' | 'second', ms: number])[] = [
  ['day', DAY],
  ['hour', HOUR],
  ['minute', MINUTE],
  ['second', SECOND],
];

/** `3 min`, `2 hr`: in the largest unit that fits, rounded down. */
export function durationText(durationMs: number, language: Language): string {
  const [unit, ms] = UNITS.find(([, size]) => durationMs >= size) ?? ['second', SECOND];
  const value = Math.max(0, Math.floor(durationMs / ms));
  return new Intl.NumberFormat(language, {style: 'unit', unit, unitDisplay: 'short'}).format(value);
}

/** `1.2 MB`: decimal units, as mobile tariffs are sold. */
export function bytesText(bytes: number, language: Language): string {
  const [unit, size] =
    bytes >= 1e9
      ? (['gigabyte', 1e9] as const)
      : bytes >= 1e6
        ? (['megabyte', 1e6] as const)
        : (['kilobyte', 1e3] as const);
  const how = {style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1} as const;
  return new Intl.NumberFormat(language, how).format(bytes / size);
}
