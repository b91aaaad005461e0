import {expect, test} from 'vitest';
import {closingLine, isGreen, summary, totalsOf} from './report.ts';
import type {Tally} from './tally.ts';

const TALLIES: readonly Tally[] = [
  {stage: 'check', passed: 5, failed: [], skipped: [], seconds: 4.04},
  {
    stage: 'process',
    passed: 120,
    failed: ['a hub starts (hub.process.test.ts)'],
    skipped: ['avahi finds the hub (needs avahi-daemon)', 'loses packets (needs nft)'],
    seconds: 61.5,
  },
];

test('the closing line counts over all stages, and names skips only when there are some', () => {
  expect(closingLine(totalsOf(TALLIES))).toBe('125 passed, 1 failed, 2 skipped');
  expect(closingLine(totalsOf(TALLIES.slice(0, 1)))).toBe('5 passed, 0 failed');
  expect(closingLine(totalsOf([]))).toBe('0 passed, 0 failed');
});

test('a run is green when nothing failed and something ran', () => {
  const seconds = 1;
  expect(isGreen({passed: 1, failed: 0, skipped: 9, seconds})).toBe(true);
  expect(isGreen({passed: 1, failed: 1, skipped: 0, seconds})).toBe(false);
  expect(isGreen({passed: 0, failed: 0, skipped: 9, seconds})).toBe(false);
});

test('the summary is a table, then every failure and every skip by its title', () => {
  expect(summary(TALLIES)).toEqual([
    'stage    passed  failed  skipped  seconds',
    'check         5       0        0      4.0',
    'process     120       1        2     61.5',
    'total       125       1        2     65.5',
    '',
    'Failed:',
    '  process: a hub starts (hub.process.test.ts)',
    '',
    'Skipped:',
    '  process: avahi finds the hub (needs avahi-daemon)',
    '  process: loses packets (needs nft)',
    '',
  ]);
});
