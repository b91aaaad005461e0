import {expect, test} from 'vitest';
import {assertIdentity, reportLeftOut, TallyCounter} from './import-report.ts';

const tally = (lines: number, amountMinor: number) => ({lines, amountMinor, exactAmount: '0'});

test('a line that is lost or doubled kills the import', () => {
  expect(() =>
    assertIdentity({csv: tally(3, 30), accepted: tally(1, 10), reported: tally(1, 20)}),
  ).toThrow('every line is accepted or reported');
});

test('a cent that is lost kills the import', () => {
  expect(() =>
    assertIdentity({csv: tally(3, 30), accepted: tally(1, 10), reported: tally(2, 19)}),
  ).toThrow('amounts make the whole file');
});

test('exact amounts are added beside the rounded ones', () => {
  const counter = new TallyCounter();
  for (let line = 0; line < 3; line++) counter.add({exact: {units: 1005n, scale: 3}, minor: 101});
  expect(counter.tally).toEqual({lines: 3, amountMinor: 303, exactAmount: '3.015'});
});

test('a file that comes to more than can be counted is refused', () => {
  const counter = new TallyCounter();
  const amount = {exact: {units: 0n, scale: 0}, minor: Number.MAX_SAFE_INTEGER};
  counter.add(amount);
  expect(() => counter.add(amount)).toThrow('import/unreadable');
});

test('lines that were left out are counted by kind and listed in the order of the file', () => {
  const amount = {exact: {units: -5n, scale: 2}, minor: -5};
  const report = reportLeftOut([
    {rowNumber: 9, reportKind: 'fee', reason: 'is a fee', amount},
    {rowNumber: 4, reportKind: 'test', reason: 'is a test', amount},
    {rowNumber: 7, reportKind: 'fee', reason: 'is a fee', amount},
  ]);
  expect(report.reported).toEqual({lines: 3, amountMinor: -15, exactAmount: '-0.15'});
  expect(report.reportedByKind.fee).toEqual({lines: 2, amountMinor: -10, exactAmount: '-0.1'});
  expect(report.reportedLines.map(({rowNumber}) => rowNumber)).toEqual([4, 7, 9]);
});
