import {spawn, spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {afterEach, beforeEach, expect, test} from 'vitest';

const RUN = fileURLToPath(new URL('./run.ts', import.meta.url));
const MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url));

let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'holdfast-'));
  symlinkSync(MODULES, join(root, 'node_modules'));
  const projects = ['unit', 'faults', 'storm', 'process'].map(name => ({
    test: {name, include: [`*.${name}.test.mjs`]},
  }));
  write('vitest.config.mjs', `export default ${JSON.stringify({test: {projects}})}`);
  writeChecks({'check:one': 'node --version', 'check:unit': 'exit 1', other: 'exit 1'});
  for (const {test: project} of projects) {
    write(`a.${project.name}.test.mjs`, "import {test} from 'vitest'; test('passes', () => {});");
  }
});

afterEach(() => {
  rmSync(root, {recursive: true});
});

function write(path: string, text: string): void {
  writeFileSync(join(root, path), text);
}

function writeChecks(scripts: Readonly<Record<string, string>>): void {
  write('package.json', JSON.stringify({type: 'module', scripts}));
}

/** The environment of a person's shell: a test run inside a test run is none of ours. */
function environment(extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const ours = /^(HOLDFAST_|VITEST|NODE_ENV|TEST$|DEV$|PROD$|MODE$)/;
  const clean = Object.entries(process.env).filter(([name]) => !ours.test(name));
  return {...Object.fromEntries(clean), ...extra};
}

function verify(args: readonly string[] = [], extra: Readonly<Record<string, string>> = {}) {
  const {status, stdout} = spawnSync(process.execPath, [RUN, '--root', root, ...args], {
    encoding: 'utf8',
    env: environment(extra),
  });
  const lines = stdout.trimEnd().split('\n');
  return {status, lines, last: lines.at(-1)};
}

test('every check and every test counts once, and the last line says so', () => {
  const {status, last, lines} = verify();
  expect(last).toBe('5 passed, 0 failed');
  expect(status).toBe(0);
  const rows = lines.filter(line => /^(check|unit|faults|storm|process|total)\b/.test(line));
  expect(rows.map(line => line.split(/ +/).slice(0, 4).join(' '))).toEqual([
    'check 1 0 0',
    'unit 1 0 0',
    'faults 1 0 0',
    'storm 1 0 0',
    'process 1 0 0',
    'total 5 0 0',
  ]);
});

test('a failed check and a failed test fail the run, and the others still run', () => {
  writeChecks({'check:one': 'exit 3', 'check:two': 'true'});
  write('b.unit.test.mjs', "import {test} from 'vitest'; test('fails', () => { throw 1; });");
  const {status, last, lines} = verify();
  expect(last).toBe('5 passed, 2 failed');
  expect(status).toBe(1);
  expect(lines).toContain('  check: check:one (npm run check:one)');
  expect(lines).toContain('  unit: fails (b.unit.test.mjs)');
});

test('a skipped test is listed by its title, and fails the run where everything is required', () => {
  const text =
    "import {test} from 'vitest'; test.skipIf(true)('finds it (needs avahi)', () => {});";
  write('b.process.test.mjs', text);
  const some = verify(['process']);
  expect(some.last).toBe('1 passed, 0 failed, 1 skipped');
  expect(some.status).toBe(0);
  expect(some.lines).toContain('  process: finds it (needs avahi) (b.process.test.mjs)');
  const all = verify(['process'], {HOLDFAST_REQUIRE: 'all'});
  expect(all.last).toBe('1 passed, 1 failed');
  expect(all.status).toBe(1);
});

test('a stage without tests fails: a run of nothing is not green', () => {
  rmSync(join(root, 'a.faults.test.mjs'));
  const {status, last} = verify(['faults']);
  expect(last).toBe('0 passed, 1 failed');
  expect(status).toBe(1);
});

test('a stage that does not exist is refused with the names of those that do', () => {
  expect(verify(['unti']).status).toBe(64);
});

test('past the limit the run stops what hangs, and says what did not run', () => {
  writeChecks({'check:one': 'sleep 600'});
  const {status, last, lines} = verify(['check', 'unit'], {HOLDFAST_TEST_LIMIT_MINUTES: '0.02'});
  expect(status).toBe(1);
  expect(last).toBe('0 passed, 4 failed');
  expect(lines).toContain('  check: over the limit of 0.02 minutes');
  expect(lines).toContain('  unit: did not run');
});

test('an interrupt ends the children, theirs too, and the run is not green', async () => {
  const pidFile = join(root, 'pid');
  writeChecks({'check:one': `sh -c 'echo $$ > "${pidFile}"; exec sleep 600' & wait`});
  const run = spawn(process.execPath, [RUN, '--root', root], {
    env: environment({}),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  run.stdout.on('data', chunk => {
    output += chunk;
  });
  const ended = new Promise<number | null>(resolve => run.once('close', code => resolve(code)));
  await until(() => existsSync(pidFile) && readFileSync(pidFile, 'utf8').endsWith('\n'));
  const pid = Number(readFileSync(pidFile, 'utf8'));
  expect(isAlive(pid)).toBe(true);
  run.kill('SIGINT');
  expect(await ended).toBe(1);
  await until(() => !isAlive(pid));
  expect(output).toContain('  check: stopped by SIGINT');
  expect(output.trimEnd().split('\n').at(-1)).toMatch(/^0 passed, \d+ failed$/);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // Ended, and waiting for init to reap it.
  const status = `/proc/${pid}/status`;
  return !existsSync(status) || !/^State:\s+Z/m.test(readFileSync(status, 'utf8'));
}

async function until(done: () => boolean): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (done()) return;
    await sleep(100);
  }
  throw new Error('not done after 30 s');
}
