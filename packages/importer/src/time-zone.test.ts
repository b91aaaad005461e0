import {expect, test} from 'vitest';
import {isTimeZone, TimeZone} from './time-zone.ts';

test.each([
  ['in winter', 'Europe/London', '2010-12-01', '08:26:00', '2010-12-01T08:26:00+00:00'],
  ['in summer', 'Europe/London', '2010-07-01', '08:26:00', '2010-07-01T08:26:00+01:00'],
  [
    'before the clocks go forward',
    'Europe/Berlin',
    '2026-03-29',
    '01:59:59',
    '2026-03-29T01:59:59+01:00',
  ],
  [
    'after the clocks went forward',
    'Europe/Berlin',
    '2026-03-29',
    '03:00:00',
    '2026-03-29T03:00:00+02:00',
  ],
  ['that the clocks skip', 'Europe/Berlin', '2026-03-29', '02:30:00', '2026-03-29T02:30:00+01:00'],
  [
    'that the clocks show twice',
    'Europe/Berlin',
    '2026-10-25',
    '02:30:00',
    '2026-10-25T02:30:00+02:00',
  ],
  [
    'after the clocks went back',
    'Europe/Berlin',
    '2026-10-25',
    '03:00:00',
    '2026-10-25T03:00:00+01:00',
  ],
  ['west of Greenwich', 'America/St_Johns', '2015-01-01', '11:38:36', '2015-01-01T11:38:36-03:30'],
  ['without summer time', 'Asia/Shanghai', '2026-07-01', '09:00:00', '2026-07-01T09:00:00+08:00'],
  ['at a fixed offset', '+05:45', '2026-07-01', '09:00:00', '2026-07-01T09:00:00+05:45'],
  ['of UTC', 'Z', '2026-07-01', '09:00:00', '2026-07-01T09:00:00Z'],
])('a time %s gets its offset', (_name, zone, date, time, zoned) => {
  expect(new TimeZone(zone).zoned({date, time})).toBe(zoned);
});

test('a time that names its own zone is told by the clock of the shop', () => {
  const london = new TimeZone('Europe/London');
  expect(london.zoned({date: '2010-07-01', time: '23:30:15', offset: 'Z'})).toBe(
    '2010-07-02T00:30:15+01:00',
  );
  expect(london.zoned({date: '2026-01-01', time: '00:30:00', offset: '+08:00'})).toBe(
    '2025-12-31T16:30:00+00:00',
  );
});

test('across a change of clocks, real seconds count', () => {
  const start = {date: '2026-03-29', time: '01:30:00'};
  expect(new TimeZone('Europe/Berlin').zonedAfter(start, 3600)).toBe('2026-03-29T03:30:00+02:00');
});

test.each(['Europe/Atlantis', '+25:00', 'local time', ''])('%j is no time zone', name => {
  expect(isTimeZone(name)).toBe(false);
});
