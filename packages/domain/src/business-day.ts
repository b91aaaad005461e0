import {assert} from '@holdfast/std';
import {
  addDays,
  type BusinessDayDate,
  businessDayDateSchema,
  type ZonedDateTime,
} from './calendar.ts';

/**
 * The business day a moment belongs to. Days turn at `dayStartHour` (0–23) of the store's own wall
 * clock, which is the local part of `at`: the caller writes moments with the store's offset, not
 * with `Z`. A closed day takes nothing more, so what comes before the next day starts belongs to
 * the day after the last closed one.
 */
export function businessDayDateOf({
  at,
  dayStartHour,
  lastClosed,
}: {
  readonly at: ZonedDateTime;
  readonly dayStartHour: number;
  readonly lastClosed?: BusinessDayDate | undefined;
}): BusinessDayDate {
  assert(
    Number.isInteger(dayStartHour) && dayStartHour >= 0 && dayStartHour <= 23,
    'a day starts at a whole hour of the clock',
  );
  const date = businessDayDateSchema.parse(at.slice(0, 10));
  const open = Number(at.slice(11, 13)) < dayStartHour ? addDays(date, -1) : date;
  // Dates of one form compare as text.
  return lastClosed !== undefined && open <= lastClosed ? addDays(lastClosed, 1) : open;
}
