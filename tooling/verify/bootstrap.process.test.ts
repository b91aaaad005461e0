import {spawn, spawnSync} from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {afterEach, beforeEach, expect, test} from 'vitest';

const RUN = fileURLToPath(new URL('../bootstrap/run.mjs', import.meta.url));

let root = '';

/** A machine with a checkout, whose pnpm and npx only write down what they were asked. */
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'holdfast-'));
  mkdirSync(join(root, 'tooling/bootstrap'), {recursive: true});
  copyFileSync(RUN, join(root, 'tooling/bootstrap/run.mjs'));
  write('package.json', JSON.stringify({type: 'module', packageManager: 'pnpm@9.9.9'}));
  write('apps/cli/src/main.ts', 'console.log(JSON.stringify(process.argv.slice(2)));');
  writeProgram('bin/npx', `echo "npx $*" >> "${root}/asked"`);
});

afterEach(() => {
  rmSync(root, {recursive: true});
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), {recursive: true});
  writeFileSync(join(root, path), text);
}

function writeProgram(path: string, line: string): void {
  write(path, `#!/bin/sh\n${line}\n`);
  chmodSync(join(root, path), 0o755);
}

function installPnpm(version: string): void {
  write('node_modules/pnpm/package.json', JSON.stringify({version}));
  writeProgram('node_modules/.bin/pnpm', `echo "pnpm $*" >> "${root}/asked"`);
}

const script = () => join(root, 'tooling/bootstrap/run.mjs');
const environment = () => ({...process.env, PATH: `${join(root, 'bin')}:${process.env['PATH']}`});

function bootstrap(...args: readonly string[]) {
  const {status, stdout, stderr} = spawnSync(process.execPath, [script(), ...args], {
    encoding: 'utf8',
    env: environment(),
  });
  const asked = join(root, 'asked');
  return {status, stdout, stderr, asked: existsSync(asked) ? readFileSync(asked, 'utf8') : ''};
}

test('a fresh checkout fetches the pinned pnpm, installs what is locked, and hands over', () => {
  const {status, stdout, stderr, asked} = bootstrap('start', '--port', '1');
  expect(asked).toMatch(/^npx -y pnpm@9\.9\.9 install --frozen-lockfile /);
  expect(stderr).toContain('Only the first start does this');
  expect(JSON.parse(stdout)).toEqual(['demo', '--port', '1']);
  expect(status).toBe(0);
});

test('an installed pnpm is used as it is, so that a second start needs no network', () => {
  installPnpm('9.9.9');
  const {asked, stderr} = bootstrap('start');
  expect(asked).toMatch(/^pnpm install --frozen-lockfile --prefer-offline /);
  expect(stderr).toBe('');
});

test('another version of pnpm than the pinned one is passed over', () => {
  installPnpm('9.9.8');
  expect(bootstrap('start').asked).toMatch(/^npx -y pnpm@9\.9\.9 /);
});

test('an install that fails says what to do next, and starts nothing', () => {
  writeProgram('bin/npx', 'echo "no route to registry" >&2; exit 1');
  const {status, stdout, stderr} = bootstrap('start');
  expect(status).toBe(69);
  expect(stderr).toMatch(/no route to registry\n[\s\S]*What next: /);
  expect(stdout).toBe('');
});

test('a task that does not exist is refused with the names of those that do', () => {
  for (const task of [[], ['strat'], ['toString']]) {
    const {status, stderr} = bootstrap(...task);
    expect(status).toBe(64);
    expect(stderr).toContain('start|test');
  }
});

test('what was started decides the exit code', () => {
  write('apps/cli/src/main.ts', 'process.exitCode = 7;');
  expect(bootstrap('start').status).toBe(7);
  write('apps/cli/src/main.ts', "process.kill(process.pid, 'SIGKILL');");
  expect(bootstrap('start').status).toBe(128 + 9);
});

test('a signal reaches what was started, which may take its time to end well', async () => {
  write(
    'apps/cli/src/main.ts',
    `import {writeFileSync} from 'node:fs';
     const waiting = setInterval(() => {}, 1000);
     process.once('SIGTERM', () => {
       writeFileSync('${root}/drained', '');
       clearInterval(waiting);
       process.exitCode = 5;
     });
     writeFileSync('${root}/ready', '');`,
  );
  const child = spawn(process.execPath, [script(), 'start'], {env: environment(), stdio: 'ignore'});
  const ended = new Promise<number | null>(resolve => child.once('exit', code => resolve(code)));
  for (let tries = 0; tries < 300 && !existsSync(join(root, 'ready')); tries++) await sleep(100);
  child.kill('SIGTERM');
  expect(await ended).toBe(5);
  expect(existsSync(join(root, 'drained'))).toBe(true);
});
