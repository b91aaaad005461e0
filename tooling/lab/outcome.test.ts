import {expect, test} from 'vitest';
import {type Outcome, outcomeLine, shortcomings} from './outcome.ts';

const PASSED: Outcome = {
  fault: 'fibre is a black hole',
  met: [{kind: 'counted', count: 31, what: 'packets dropped'}],
  acked: {before: 20, during: 41, after: 22},
  seconds: 11.24,
  notes: [],
  unclean: [],
  verdict: {ok: true, counts: {sold: 83, held: 83}, findings: []},
  injected: 0,
};

test('a scenario is one line: fault, what it met, acked, seconds, verdict', () => {
  expect(shortcomings(PASSED)).toEqual([]);
  expect(outcomeLine(PASSED)).toBe(
    'lab: fibre is a black hole · 31 packets dropped · acked 20 before, 41 during, 22 after · 11.2 s · whole: 83 receipts, 83 held exactly once',
  );
});

test.each<[string, Partial<Outcome>, string]>([
  ['met nothing', {met: []}, 'the fault met nothing'],
  [
    'dropped no packet',
    {met: [{kind: 'counted', count: 0, what: 'packets dropped'}]},
    'the fault met nothing',
  ],
  [
    'struck on one of two sides only',
    {
      met: [
        {kind: 'killed', pid: 5},
        {kind: 'counted', count: 0, what: 'packets dropped'},
      ],
    },
    'the fault met nothing',
  ],
  [
    'stopped the sales',
    {acked: {before: 20, during: 0, after: 22}},
    'nothing was acked during the fault',
  ],
  ['left a program hanging', {unclean: ['hub']}, 'hub did not end by itself'],
  [
    'lost a sale',
    {
      verdict: {
        ok: false,
        counts: PASSED.verdict.counts,
        findings: [{kind: 'lost', detail: 'not at the gateway'}],
      },
    },
    'NOT WHOLE, 1 findings: lost not at the gateway',
  ],
  [
    'had a till journal one submission twice',
    {verdict: {ok: true, counts: {sold: 83, held: 84}, findings: []}},
    '83 receipts and 0 more, 84 held',
  ],
])('a scenario whose fault %s has not passed', (_, change, why) => {
  expect(shortcomings({...PASSED, ...change})).toEqual([why]);
});
