import {expect, test} from 'vitest';
import {BOUNDS, brokenBounds} from './bounds.ts';
import {endurancePage} from './endurance-page.ts';
import type {Endured, Sample} from './endured.ts';

const DAYS = 9;
const TRANSACTIONS = 100_000;
const takes = {residentMb: 200, heapMb: 60, files: 40, sockets: 20};
const sample = (day: number): Sample => ({
  ...{day, seconds: day, hub: takes, gateway: takes, state: 'offline'},
  ...{hubBytes: 2e8, gatewayBytes: 5e7, tillBytes: 2e8, logBytes: 2e7},
  ...{recorded: (TRANSACTIONS * day) / DAYS, unsent: TRANSACTIONS, refusals: 0},
});
const counts = {journaled: TRANSACTIONS, recorded: TRANSACTIONS, held: TRANSACTIONS};
const run: Endured = {
  ...{commit: 'abc1234', date: '2026-03-14', cores: 2, transactions: TRANSACTIONS, days: DAYS},
  ...{tills: 8, sellSeconds: 60, drainSeconds: 20, caps: undefined},
  offline: Array.from({length: DAYS}, (_, at) => sample(at + 1)),
  drain: [{...sample(DAYS), unsent: 0, state: 'online'}],
  proof: {ok: true, counts, findings: []},
};
const withLast = (change: Partial<Sample>): Endured => ({
  ...run,
  offline: [...run.offline.slice(0, -1), {...sample(DAYS), ...change}],
});

test('a run within its bounds breaks none, and its page says so', () => {
  expect(brokenBounds(run)).toEqual([]);
  expect(endurancePage(run)).toContain('100,000 held, each exactly once');
  expect(endurancePage(run)).toContain('Every bound held.');
});

test.each<[string, Endured, RegExp]>([
  [
    'a hub that grows too large',
    withLast({hub: {...takes, residentMb: BOUNDS.hubResidentMb + 1}}),
    /hub, resident/,
  ],
  [
    'a hub that grows from day to day',
    {
      ...run,
      offline: run.offline.map((one, at) => ({...one, hub: {...takes, residentMb: 50 * at}})),
    },
    /growth of the hub/,
  ],
  ['a file left open', withLast({hub: {...takes, files: 41}}), /open files/],
  ['sockets left open', withLast({hub: {...takes, sockets: 60}}), /sockets/],
  [
    'a disk that fills too fast',
    {...run, drain: [{...sample(DAYS), unsent: 0, hubBytes: 2e9}]},
    /bytes a transaction at the hub/,
  ],
  ['logs that nobody shortens', withLast({logBytes: 9e7}), /logs/],
  ['a hub that does not know that it is offline', withLast({state: 'online'}), /did not say/],
  ['a drain that leaves something', {...run, drain: [sample(DAYS)]}, /never held/],
  ['a proof that finds something', {...run, proof: {...run.proof, ok: false}}, /proof/],
  [
    'a count that is off by one',
    {...run, proof: {...run.proof, counts: {...counts, held: TRANSACTIONS - 1}}},
    /99999 held/,
  ],
  ['a day that was not sampled', {...run, offline: run.offline.slice(1)}, /8 of 9 days/],
])('%s is named', (_, off, words) => {
  expect(brokenBounds(off).join('\n')).toMatch(words);
  expect(endurancePage(off)).not.toContain('Every bound held.');
});
