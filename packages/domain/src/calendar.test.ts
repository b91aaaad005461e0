import {expect, test} from 'vitest';
import {
  addDays,
  businessDayDateSchema,
  calendarDate,
  dayNumber,
  formatCalendarDate,
  zonedDateTimeSchema,
} from './calendar.ts';

test('day numbers are those of the platform, from 1899 to 2101', () => {
  for (let days = -25_600; days < 48_000; days += 7) {
    const date = new Date(days * 86_400_000);
    const expected = {
      year: date.getUTCFullYear(),
      month: date.getUTCMonth() + 1,
      day: date.getUTCDate(),
    };
    expect(calendarDate(days)).toEqual(expected);
    expect(dayNumber(expected)).toBe(days);
  }
});

test.each(['2026-02-29', '2026-13-01', '2026-1-1', '2100-02-29', '26-01-01', '2026-01-01T00:00'])(
  '%s is no business day',
  text => expect(businessDayDateSchema.safeParse(text).success).toBe(false),
);

test.each([
  ['2026-12-31', 1, '2027-01-01'],
  ['2024-02-28', 1, '2024-02-29'],
  ['2026-03-01', -1, '2026-02-28'],
])('%s and %i days is %s', (date, days, moved) =>
  expect(addDays(businessDayDateSchema.parse(date), days)).toBe(moved),
);

test('a day that no calendar has is not written', () => {
  expect(formatCalendarDate({year: 2026, month: 2, day: 30})).toBeUndefined();
  expect(formatCalendarDate({year: 2026, month: 2, day: 3})).toBe('2026-02-03');
});

test.each(['2026-03-14T09:26:53Z', '2026-03-14T09:26:53.123+01:00', '2026-03-14T09:26:53-03:30'])(
  '%s is a moment',
  text => expect(zonedDateTimeSchema.safeParse(text).success).toBe(true),
);

test.each([
  '2026-03-14T09:26:53',
  '2026-02-30T09:26:53Z',
  '2026-03-14T24:00:00Z',
  '2026-03-14 09:26:53Z',
  '2026-03-14T09:26:53+25:00',
])('%s is no moment', text => expect(zonedDateTimeSchema.safeParse(text).success).toBe(false));
