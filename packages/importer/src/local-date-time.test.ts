import {expect, test} from 'vitest';
import {dateTimeReader, formatIssueOf} from './local-date-time.ts';

test.each([
  ['DD/MM/YYYY HH:mm', '01/12/2010 08:26', '2010-12-01', '08:26:00'],
  ['DD/MM/YYYY HH:MM', '01/12/2010 08:26', '2010-12-01', '08:26:00'],
  ['DD/MM/YYYY HH:mm', '1/12/2010 8:26', '2010-12-01', '08:26:00'],
  ['DD/MM/YYYY HH:mm', '01/12/2010 08:26:59', '2010-12-01', '08:26:59'],
  ['M/D/YYYY h:mm A', '12/1/2010 12:05 AM', '2010-12-01', '00:05:00'],
  ['M/D/YYYY h:mm A', '12/1/2010 1:05 p.m.', '2010-12-01', '13:05:00'],
  ['DD.MM.YYYY', '01.12.2010', '2010-12-01', '00:00:00'],
  ['YYYYMMDD HHmmss', '20101201 082659', '2010-12-01', '08:26:59'],
  ['DD MMM YYYY', '1 December 2010', '2010-12-01', '00:00:00'],
  ['ISO', '2010-12-01 08:26:59.5', '2010-12-01', '08:26:59'],
  ['ISO', '2010-12-01T08:26', '2010-12-01', '08:26:00'],
  ['ISO', '2010-12-01', '2010-12-01', '00:00:00'],
])('%s reads %s', (format, text, date, time) => {
  expect(dateTimeReader(format)(text)).toEqual({date, time});
});

test.each([
  ['2010-12-01T08:26:00Z', 'Z'],
  ['2010-12-01T08:26:00+0530', '+05:30'],
  ['2010-12-01 08:26:00 -08:00', '-08:00'],
])('%s names its own zone', (text, offset) => {
  expect(dateTimeReader('ISO')(text)).toMatchObject({offset});
});

test.each([
  ['DD/MM/YYYY HH:mm', '31/02/2011 08:26'],
  ['DD/MM/YYYY HH:mm', '12/13/2010 08:26'],
  ['DD/MM/YYYY HH:mm', '01/12/10 08:26'],
  ['DD/MM/YYYY HH:mm', '01/12/2010'],
  ['DD/MM/YYYY HH:mm', '01/12/2010 24:00'],
  ['DD/MM/YYYY HH:mm', '01/12/2010 08:60'],
  ['DD/MM/YYYY HH:mm', '01-12-2010 08:26'],
  ['DD/MM/YYYY', '01/12/0010'],
  ['DD/MM/YYYY', '31/12/9999'],
  ['DD/MM/YYYY', '01/01/1900'],
  ['YYYYMMDD', '2010121'],
  ['M/D/YYYY h:mm A', '12/1/2010 13:05 PM'],
  ['M/D/YYYY h:mm A', '12/1/2010 0:05 AM'],
  ['DD MMM YYYY', '1 Foo 2010'],
  ['ISO', '01/12/2010'],
  ['ISO', '40513.35'],
  ['ISO', ''],
])('%s does not read %j', (format, text) => {
  expect(dateTimeReader(format)(text)).toBeUndefined();
});

test.each([
  ['HH:mm', 'must name YYYY, MM and DD, or be ISO'],
  ['DD/MM/YYYY DD', 'names a part twice'],
  ['DD/MM/YYYY hh:mm', 'must name hh and A together'],
  ['', 'must name YYYY, MM and DD, or be ISO'],
])('the format %j %s', (format, reason) => {
  expect(formatIssueOf(format)).toBe(reason);
});

test.each(['ISO', 'DD/MM/YYYY HH:MM', 'YYYYMMDDHHmmss', 'M/D/YYYY h:mm A'])(
  'the format %s can be read',
  format => expect(formatIssueOf(format)).toBeUndefined(),
);
