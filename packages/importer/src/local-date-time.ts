import {formatCalendarDate} from '@holdfast/domain';

/** What a wall clock in the shop showed. */
export interface LocalDateTime {
  /** `2010-12-01`: a day that exists. */
  readonly date: string;
  /** `08:26:00`, fractions of a second left out. */
  readonly time: string;
  /** Where the source said it itself: `+01:00`, `Z`. */
  readonly offset?: string;
}

/** ISO 8601, with or without a time, seconds and a zone. */
const ISO_FORMAT = 'ISO';

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const TOKENS = /YYYY|MMM|MM|M|DD|D|HH|H|hh|h|mm|ss|A/g;
const PATTERN_OF: Readonly<Record<string, string>> = {
  YYYY: '(?<year>\\d{4})',
  MMM: '(?<monthName>[A-Za-z]{3})[a-z]*',
  A: '(?<half>[AaPp])\\.?[Mm]\\.?',
};
const NAME_OF: Readonly<Record<string, string>> = {
  M: 'month',
  D: 'day',
  H: 'hour',
  h: 'halfHour',
  m: 'minute',
  s: 'second',
};

/**
 * A reader for a format such as `DD/MM/YYYY HH:mm`. Tokens: YYYY, MM, MMM (an English name), DD, HH
 * or hh with A (AM or PM), mm, ss. Minutes may be written MM when they follow hours. A single digit
 * does where two are named, except where nothing separates them; seconds that the format does not
 * name may follow the minutes. `undefined` for text that is not of that form, and for days and
 * times that do not exist.
 */
export function dateTimeReader(format: string): (text: string) => LocalDateTime | undefined {
  if (format === ISO_FORMAT) return readIso;
  const pattern = patternOf(withMinutes(format));
  return text => {
    const {year, month, monthName, day, hour, halfHour, half, minute, second} =
      pattern.exec(text.trim())?.groups ?? {};
    return dateTimeOf({
      date: [year, month ?? monthNumber(monthName), day],
      time: [halfHour === undefined ? hour : hourOf(halfHour, half), minute, second],
    });
  };
}

/** Why a format cannot be read, if it cannot: it must at least name a day. */
export function formatIssueOf(format: string): string | undefined {
  if (format === ISO_FORMAT) return undefined;
  const parts = (withMinutes(format).match(TOKENS) ?? []).map(token => token.charAt(0));
  if (new Set(parts).size !== parts.length) return 'names a part twice';
  if (parts.includes('h') !== parts.includes('A')) return 'must name hh and A together';
  const namesDay = ['Y', 'M', 'D'].every(part => parts.includes(part));
  return namesDay ? undefined : 'must name YYYY, MM and DD, or be ISO';
}

function withMinutes(format: string): string {
  return format.replace(/([Hh]\s*[:.h]\s*)MM/, '$1mm');
}

function patternOf(format: string): RegExp {
  let source = '';
  let end = 0;
  for (const match of format.matchAll(TOKENS)) {
    const [token] = match;
    source += literal(format.slice(end, match.index));
    end = match.index + token.length;
    const tight =
      /^[A-Za-z]/.test(format.slice(end)) || /[A-Za-z]$/.test(format.slice(0, match.index));
    const digits = tight && token.length === 2 ? '\\d{2}' : '\\d{1,2}';
    source += PATTERN_OF[token] ?? `(?<${NAME_OF[token.charAt(0)]}>${digits})`;
  }
  source += literal(format.slice(end));
  const seconds = format.endsWith('mm') ? '(?::(?<second>\\d{2})(?:[.,]\\d+)?)?' : '';
  return new RegExp(`^${source}${seconds}$`);
}

function literal(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&').replaceAll(/\s+/g, '\\s+');
}

function readIso(text: string): LocalDateTime | undefined {
  const match = ISO.exec(text.trim());
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, zone] = match;
  const read = dateTimeOf({date: [year, month, day], time: [hour, minute, second]});
  if (!read || zone === undefined) return read;
  return {...read, offset: zone === 'Z' ? zone : zone.replace(/^(...):?/, '$1:')};
}

function dateTimeOf({
  date,
  time,
}: {
  readonly date: readonly (string | undefined)[];
  /** Hour, minute and second; what the source does not have is 0. */
  readonly time: readonly (string | undefined)[];
}): LocalDateTime | undefined {
  const [year = Number.NaN, month = Number.NaN, day = Number.NaN] = date.map(Number);
  const [hour = 0, minute = 0, second = 0] = time.map(part => Number(part ?? 0));
  // A till that shows 1899 or 9999 has forgotten the date.
  if (!(year >= 1970 && year <= 2199) || !(hour < 24 && minute < 60 && second < 60))
    return undefined;
  const written = formatCalendarDate({year, month, day});
  return written && {date: written, time: [hour, minute, second].map(pad).join(':')};
}

function hourOf(halfHour: string, half: string | undefined): string {
  const hour = Number(halfHour);
  if (hour < 1 || hour > 12 || half === undefined) return 'no hour';
  return String((hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0));
}

function monthNumber(name: string | undefined): string | undefined {
  const at = name === undefined ? -1 : MONTHS.indexOf(name.toLowerCase());
  return at < 0 ? undefined : String(at + 1);
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
