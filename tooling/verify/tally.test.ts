import {expect, test} from 'vitest';
import {countVitest, requireAll} from './tally.ts';

interface FileResult {
  readonly status?: string;
  readonly tests?: Readonly<Record<string, string>>;
}

function count(files: Readonly<Record<string, FileResult>>, exitCode: number | null = 0) {
  const testResults = Object.entries(files).map(([name, {status = 'passed', tests = {}}]) => ({
    name: `/repo/${name}`,
    status,
    assertionResults: Object.entries(tests).map(([fullName, result]) => ({
      fullName,
      status: result,
      duration: 1,
    })),
  }));
  return countVitest({report: JSON.stringify({testResults}), exitCode, root: '/repo'});
}

test('each test counts once: passed, failed, or skipped whatever the word for it', () => {
  const tests = {one: 'passed', two: 'passed', three: 'failed', four: 'skipped', five: 'todo'};
  expect(count({'a.test.ts': {status: 'failed', tests}}, 1)).toEqual({
    passed: 2,
    failed: ['three (a.test.ts)'],
    skipped: ['four (a.test.ts)', 'five (a.test.ts)'],
  });
});

test('a file that cannot be loaded is a failure', () => {
  const files = {'a.test.ts': {tests: {one: 'passed'}}, 'b.test.ts': {status: 'failed'}};
  expect(count(files, 1)).toEqual({
    passed: 1,
    failed: ['outside its tests (b.test.ts)'],
    skipped: [],
  });
});

test('a setup that throws is a failure, though its tests only count as skipped', () => {
  const files = {'a.test.ts': {status: 'failed', tests: {one: 'skipped'}}};
  expect(count(files, 1).failed).toEqual(['outside its tests (a.test.ts)']);
});

test('a run that fails while every test passed is a failure', () => {
  expect(count({'a.test.ts': {tests: {one: 'passed'}}}, 1)).toEqual({
    passed: 1,
    failed: ['outside any test, see above'],
    skipped: [],
  });
  expect(count({'a.test.ts': {tests: {one: 'passed'}}}, null).failed).toHaveLength(1);
});

test.each([undefined, '', '{}', '{"testResults": [{}]}', 'not json'])(
  'a report that cannot be read (%j) is a failure, not a run of nothing',
  report => {
    const counts = countVitest({report, exitCode: 0, root: '/repo'});
    expect(counts).toEqual({passed: 0, failed: ['vitest wrote no readable report'], skipped: []});
  },
);

test('a stage that found no test fails', () => {
  expect(count({}).failed).toEqual(['no test was found']);
});

test('where everything is required a skipped test is a failed one', () => {
  expect(requireAll({passed: 1, failed: ['a'], skipped: ['b (needs avahi)']})).toEqual({
    passed: 1,
    failed: ['a', 'skipped: b (needs avahi)'],
    skipped: [],
  });
});
