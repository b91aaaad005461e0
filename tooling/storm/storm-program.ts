import {execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {availableParallelism, tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import type {z} from 'zod';
import {isStormQuiet, stormPage} from './storm-page.ts';
import {
  crashedSchema,
  fuzzedSchema,
  mutantsSchema,
  simulatedSchema,
  wholesSchema,
} from './storm-results.ts';

const USAGE = `usage: npm run storm [-- --minutes M] [--out FILE]
  M minutes of the simulator; half as long in the crash lab, as long on whole
  programs, a quarter of it fuzzing, and the mutants besides`;
const EX_USAGE = 64;
const root = fileURLToPath(new URL('../../', import.meta.url));

const {values} = parseArgs({
  options: {
    minutes: {type: 'string', default: '10'},
    out: {type: 'string', default: join(root, 'docs/storm.md')},
  },
});
const minutes = Number(values.minutes);
if (!(minutes > 0)) {
  process.stderr.write(`${USAGE}\n`);
  process.exit(EX_USAGE);
}

const scratch = mkdtempSync(join(tmpdir(), 'holdfast-'));
try {
  const results = {
    commit: commitOf(),
    date: new Date().toISOString().slice(0, 10),
    cores: availableParallelism(),
    simulated: await run('packages/simulator/src/main.ts', simulatedSchema, minutes),
    mutants: await run('tooling/mutants/mutants-program.ts', mutantsSchema),
    crashed: await run('tooling/crash-lab/crash-program.ts', crashedSchema, minutes / 2),
    wholes: await run('tooling/crash-lab/whole-program.ts', wholesSchema, minutes / 2),
    fuzzed: await run('tooling/fuzz/fuzz-program.ts', fuzzedSchema, minutes / 4),
  };
  const found = readFileSync(join(root, 'tooling/storm/found.md'), 'utf8');
  writeFileSync(values.out, stormPage(results, found));
  const quiet = isStormQuiet(results);
  process.stdout.write(`${quiet ? '✓' : '✗'} the storm is over; it stands in ${values.out}\n`);
  process.exitCode = quiet ? 0 : 1;
} finally {
  rmSync(scratch, {recursive: true});
}

/** Runs a part with its output on ours; what it wrote down, or nothing if it could not. */
async function run<S extends z.ZodType>(
  program: string,
  schema: S,
  forMinutes?: number,
): Promise<z.output<S> | undefined> {
  const json = join(scratch, `${program.replaceAll('/', '-')}.json`);
  const time = forMinutes === undefined ? [] : ['--minutes', String(forMinutes)];
  const line = ['--no-warnings', join(root, program), ...time, '--json', json];
  process.stdout.write(`\n── ${program} ${time.join(' ')}\n`);
  const child = spawn(process.execPath, line, {cwd: root, stdio: 'inherit'});
  await once(child, 'exit');
  return existsSync(json) ? schema.parse(JSON.parse(readFileSync(json, 'utf8'))) : undefined;
}

function commitOf(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
      cwd: root,
      encoding: 'utf8',
    }).trim();
  } catch {
    return 'unknown';
  }
}
