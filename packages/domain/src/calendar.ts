import * as z from 'zod';
import {mustBe} from './parse-value.ts';

/**
 * The store's day, which is not always the calendar's: a bar sells Friday's beer on Saturday
 * morning.
 */
export const businessDayDateSchema = z.iso
  .date(mustBe('a date such as 2026-12-31'))
  .brand<'BusinessDayDate'>();
export type BusinessDayDate = z.output<typeof businessDayDateSchema>;

/**
 * ISO 8601 with seconds and a zone, `Z` or an offset: a local time alone cannot be compared with
 * another store's.
 */
export const zonedDateTimeSchema = z.iso
  .datetime({
    offset: true,
    ...mustBe('a date and time with a zone, such as 2026-12-31T23:59:59+01:00'),
  })
  .brand<'ZonedDateTime'>();
export type ZonedDateTime = z.output<typeof zonedDateTimeSchema>;

export interface CalendarDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const DAYS_PER_ERA = 146_097;

/**
 * Days since 1970-01-01 in the proleptic Gregorian calendar. Years here start in March, so leap
 * days come last.
 */
export function dayNumber({year, month, day}: CalendarDate): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * DAYS_PER_ERA + dayOfEra - 719_468;
}

/** The inverse of {@link dayNumber}. */
export function calendarDate(days: number): CalendarDate {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / DAYS_PER_ERA);
  const dayOfEra = shifted - era * DAYS_PER_ERA;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
  };
}

/** `undefined` where the calendar has no such day: 30 February, month 13. */
export function formatCalendarDate(date: CalendarDate): BusinessDayDate | undefined {
  const text = `${pad(date.year, 4)}-${pad(date.month, 2)}-${pad(date.day, 2)}`;
  return businessDayDateSchema.safeParse(text).data;
}

/** The date `days` after `date`; negative counts go back. */
export function addDays(date: BusinessDayDate, days: number): BusinessDayDate {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const moved = calendarDate(dayNumber({year, month, day}) + days);
  return businessDayDateSchema.parse(formatCalendarDate(moved));
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
