import * as z from 'zod';

/**
 * What one stage came to. Titles carry the reason: of a failure for the reader above, of a skip in
 * itself.
 */
export interface Tally {
  readonly stage: string;
  readonly passed: number;
  readonly failed: readonly string[];
  readonly skipped: readonly string[];
  readonly seconds: number;
}

/** The counts of a stage before it has a name and a time. */
export type Counts = Pick<Tally, 'passed' | 'failed' | 'skipped'>;

/** The part of vitest's JSON report that counts. */
const reportSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({fullName: z.string(), status: z.string()})),
    }),
  ),
});

/**
 * Counts a vitest run. Its own totals are not enough: a file that cannot be loaded, a setup that
 * throws and a rejection nobody handles fail the run without failing a test, and each counts as one
 * here.
 */
export function countVitest(run: {
  /** The JSON report; undefined when none was written. */
  readonly report: string | undefined;
  readonly exitCode: number | null;
  readonly root: string;
}): Counts {
  const report = parseReport(run.report);
  if (!report) return {passed: 0, failed: ['vitest wrote no readable report'], skipped: []};
  let passed = 0;
  const failed: string[] = [];
  const skipped: string[] = [];
  for (const {name, status, assertionResults} of report.testResults) {
    const file = name.replace(`${run.root}/`, '');
    const failedBefore = failed.length;
    for (const test of assertionResults) {
      const title = `${test.fullName} (${file})`;
      if (test.status === 'passed') passed += 1;
      else if (test.status === 'failed') failed.push(title);
      else skipped.push(title);
    }
    if (status === 'failed' && failed.length === failedBefore) {
      failed.push(`outside its tests (${file})`);
    }
  }
  if (passed + failed.length + skipped.length === 0) failed.push('no test was found');
  if (run.exitCode !== 0 && failed.length === 0) failed.push('outside any test, see above');
  return {passed, failed, skipped};
}

function parseReport(text: string | undefined): z.output<typeof reportSchema> | undefined {
  if (text === undefined) return undefined;
  try {
    return reportSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Where nothing may be missing, a test that did not run did not pass. */
export function requireAll(counts: Counts): Counts {
  const failed = [...counts.failed, ...counts.skipped.map(title => `skipped: ${title}`)];
  return {passed: counts.passed, failed, skipped: []};
}
