import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';
import {isStormQuiet, stormPage} from './storm-page.ts';
import type {StormResults} from './storm-results.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const mutant = {name: 'late-sync', breaks: 'Says so too soon.', runner: 'simulator'};
const results: StormResults = {
  commit: 'abc1234',
  date: '2026-03-14',
  cores: 2,
  simulated: {
    ...{from: 1000, seeds: 1200, hashes: 1200, sales: 31_000, virtualMs: 7_200_000, seconds: 600},
    ...{rare: {busy: 7}, never: [], failed: []},
  },
  mutants: {
    controls: [{runner: 'simulator', seeds: 1, troubles: [], seconds: 1}],
    trials: [{mutant, hunt: {caught: {seed: 4, invariant: 'I6'}, seedsTried: 4}, seconds: 3}],
  },
  crashed: {
    ...{struck: {kill: 40}, powerCuts: 900, flips: 300, flipsNamed: 90, recordings: 9},
    ...{controls: 9, controlsBlind: 0, seconds: 300, troubles: []},
  },
  wholes: {
    wholes: [{fault: 'hub killed', struck: 3, named: 0, sales: 9, troubles: []}],
    seconds: 40,
  },
  fuzzed: {targets: {segment: {cases: 5000, values: 12}}, cases: 5000, seconds: 60, crashes: []},
};

test('the page says what was run, for how long, and which seed caught which bug', () => {
  const page = stormPage(results, '- One bug.');
  expect(page).toContain('Seeds 1000 to 2199: 1,200 storms');
  expect(page).toContain('2.0 seeds a second');
  expect(page).toContain('| late-sync | Says so too soon. | simulator | 4 | I6 |');
  expect(page).toContain('| kill, at a system call | 40 |');
  expect(page).toContain('| hub killed | 3 | 9 | 0 |');
  expect(page).toContain('- One bug.');
  expect(isStormQuiet(results)).toBe(true);
});

test.each<[string, Partial<StormResults>]>([
  ['a part did not run', {crashed: undefined}],
  [
    'a mutant survived',
    {mutants: {controls: [], trials: [{mutant, hunt: {seedsTried: 9}, seconds: 1}]}},
  ],
  [
    'a control found something',
    {
      mutants: {
        controls: [{runner: 'simulator', seeds: 1, troubles: ['I1'], seconds: 1}],
        trials: [],
      },
    },
  ],
  [
    'a whole store lost something',
    {
      wholes: {
        wholes: [{fault: 'x', struck: 1, named: 0, sales: 2, troubles: ['1 held of 2']}],
        seconds: 1,
      },
    },
  ],
  [
    'a misfortune never struck',
    {wholes: {wholes: [{fault: 'x', struck: 0, named: 0, sales: 2, troubles: []}], seconds: 1}},
  ],
  [
    'a decoder threw',
    {fuzzed: {targets: {}, cases: 1, seconds: 1, crashes: [{target: 'x', case: 1, error: 'y'}]}},
  ],
])('a storm in which %s is not quiet', (_, part) => {
  expect(isStormQuiet({...results, ...part})).toBe(false);
});

test('every bug that is planted stands on the page as it was last written', () => {
  const page = readFileSync(join(root, 'docs/storm.md'), 'utf8');
  const names = readdirSync(join(root, 'tooling/mutants'))
    .filter(file => file.endsWith('.patch'))
    .map(file => file.replace(/\.patch$/, ''));
  expect(names.length).toBeGreaterThan(0);
  expect(names.filter(name => !page.includes(`| ${name} |`))).toEqual([]);
});
