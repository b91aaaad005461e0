import {expect, test} from 'vitest';
import {businessDayDateOf} from './business-day.ts';
import {businessDayDateSchema, zonedDateTimeSchema} from './calendar.ts';

test.each([
  ['belongs to its date', '2026-03-14T12:00:00+01:00', 4, undefined, '2026-03-14'],
  [
    'before the day starts belongs to the day before',
    '2026-03-15T03:59:59+01:00',
    4,
    undefined,
    '2026-03-14',
  ],
  ['at the start belongs to the new day', '2026-03-15T04:00:00+01:00', 4, undefined, '2026-03-15'],
  [
    'is counted by the wall clock of the store',
    '2026-03-14T23:30:00-08:00',
    0,
    undefined,
    '2026-03-14',
  ],
  [
    'after the day was closed belongs to the next',
    '2026-03-14T23:30:00+01:00',
    4,
    '2026-03-14',
    '2026-03-15',
  ],
  [
    'when a clock went back belongs after the closed day',
    '2026-03-10T12:00:00+01:00',
    4,
    '2026-03-14',
    '2026-03-15',
  ],
  [
    'after an earlier close is not moved',
    '2026-03-14T12:00:00+01:00',
    4,
    '2026-03-13',
    '2026-03-14',
  ],
])('a moment %s', (_promise, at, dayStartHour, lastClosed, date) => {
  expect(
    businessDayDateOf({
      at: zonedDateTimeSchema.parse(at),
      dayStartHour,
      lastClosed: lastClosed === undefined ? undefined : businessDayDateSchema.parse(lastClosed),
    }),
  ).toBe(date);
});
