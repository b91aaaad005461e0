import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {delimiter, join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {closingLine, isGreen, summary, totalsOf} from './report.ts';
import {STAGES, type Stage} from './stages.ts';
import {requireAll, type Tally} from './tally.ts';

/** A whole run stays below this, or people stop running it. */
const AIM_MINUTES = 8;
/** Past this something hangs. Slow machines may say otherwise in HOLDFAST_TEST_LIMIT_MINUTES. */
const LIMIT_MINUTES_DEFAULT = 25;

const {values, positionals} = parseArgs({
  options: {root: {type: 'string'}},
  allowPositionals: true,
});
const root = resolve(values.root ?? fileURLToPath(new URL('../../', import.meta.url)));
const unknown = positionals.filter(name => !STAGES.some(stage => stage.name === name));
const limitMinutes = Number(process.env['HOLDFAST_TEST_LIMIT_MINUTES'] ?? LIMIT_MINUTES_DEFAULT);
if (unknown.length > 0 || !(limitMinutes > 0)) {
  const names = STAGES.map(({name}) => name).join('|');
  console.error(`usage: npm test -- [${names}]…   HOLDFAST_TEST_LIMIT_MINUTES=<more than 0>`);
  process.exit(64);
}
const stages = STAGES.filter(({name}) => positionals.length === 0 || positionals.includes(name));
const everything = process.env['HOLDFAST_REQUIRE'] === 'all';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => stop.abort(`stopped by ${signal}`));
}
const limit = setTimeout(
  () => stop.abort(`over the limit of ${limitMinutes} minutes`),
  limitMinutes * 60_000,
);
const scratch = mkdtempSync(join(tmpdir(), 'holdfast-verify-'));
const env = {
  ...process.env,
  PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env['PATH'] ?? ''}`,
  // Most of what a short process does is compile: once for a whole run is enough.
  NODE_COMPILE_CACHE:
    process.env['NODE_COMPILE_CACHE'] ?? join(root, 'node_modules', '.cache', 'holdfast-compiled'),
};

const tallies: Tally[] = [];
try {
  for (const stage of stages) tallies.push(await tallyOf(stage));
} finally {
  clearTimeout(limit);
  rmSync(scratch, {recursive: true, force: true});
}
const total = totalsOf(tallies);
console.log(`\n${summary(tallies).join('\n')}`);
if (everything) console.log('HOLDFAST_REQUIRE=all: a skipped test counts as failed.');
if (total.seconds > AIM_MINUTES * 60) console.log(`The aim is ${AIM_MINUTES} minutes.`);
console.log(closingLine(total));
process.exitCode = isGreen(total) ? 0 : 1;

async function tallyOf(stage: Stage): Promise<Tally> {
  const startMs = performance.now();
  if (!stop.signal.aborted) console.log(`\n── ${stage.name} ${'─'.repeat(60 - stage.name.length)}`);
  const found = stop.signal.aborted
    ? {passed: 0, failed: ['did not run'], skipped: []}
    : await stage.run({root, env, scratch, stop: stop.signal});
  const counts = everything ? requireAll(found) : found;
  const failed = stop.signal.aborted ? [...counts.failed, `${stop.signal.reason}`] : counts.failed;
  return {...counts, failed, stage: stage.name, seconds: (performance.now() - startMs) / 1000};
}
