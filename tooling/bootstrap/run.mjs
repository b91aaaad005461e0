// The one door for a fresh machine: `npm start` and `npm test` come here with whatever Node npm ran on.
// It installs the locked dependencies (Node 24 among them, on Linux x64 and arm64) and hands over.
// Plain JavaScript, and nothing but Node: this file runs before anything is installed.
import {spawn} from 'node:child_process';
import {existsSync, readFileSync} from 'node:fs';
import {constants} from 'node:os';
import {delimiter, join} from 'node:path';
import {fileURLToPath} from 'node:url';

const NODE_MAJOR = 24;
const EXIT_USAGE = 64;
const EXIT_UNAVAILABLE = 69;

const ENTRIES = {
  start: ['apps/cli/src/main.ts', 'demo'],
  test: ['tooling/verify/run.ts'],
};

const root = fileURLToPath(new URL('../../', import.meta.url));
const modules = join(root, 'node_modules');
const bin = join(modules, '.bin');
const [task, ...rest] = process.argv.slice(2);

const entry = Object.hasOwn(ENTRIES, task ?? '') ? ENTRIES[task] : undefined;
if (!entry) {
  fail(EXIT_USAGE, `usage: node tooling/bootstrap/run.mjs ${Object.keys(ENTRIES).join('|')}`);
}
if (!npmBringsNode() && majorOf(process.versions.node) < NODE_MAJOR) failWithoutNode();

await install();

const broughtNode = join(modules, `node-${process.platform}-${process.arch}`, 'bin', 'node');
const node = existsSync(broughtNode) ? broughtNode : process.execPath;
if (node === process.execPath && majorOf(process.versions.node) < NODE_MAJOR) failWithoutNode();

// The pages of till and console, as browsers get them: a second or two, and nothing to fetch.
for (const app of ['pos', 'console']) {
  const page = join(root, `apps/${app}/src/build/main.ts`);
  if (!existsSync(page)) continue;
  const built = await run(node, [page], {cwd: root, stdio: ['ignore', 2, 2]});
  if (built !== 0) process.exit(built);
}

const PATH = `${bin}${delimiter}${process.env.PATH ?? ''}`;
const env = {...process.env, PATH};
process.exit(await run(node, [...entry, ...rest], {cwd: root, stdio: 'inherit', env}));

/** Brings node_modules to what the lockfile says; next to nothing to do, and no network, when it is. */
async function install() {
  const {packageManager} = readJson(join(root, 'package.json'));
  const first = !existsSync(modules);
  if (first)
    process.stderr.write('Installing what Holdfast needs. Only the first start does this…\n');
  const reporter = task === 'start' ? ['--loglevel=error'] : ['--reporter=append-only'];
  const [command, ...before] = pnpm(packageManager);
  const status = await run(
    command,
    [...before, 'install', '--frozen-lockfile', '--prefer-offline', ...reporter],
    // Standard output belongs to what is started.
    {cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32'},
  );
  if (status > 128) process.exit(status);
  if (status !== 0) {
    fail(
      EXIT_UNAVAILABLE,
      'The dependencies could not be installed (see above).',
      'What next: check that this machine reaches the npm registry, then run the same command again.',
    );
  }
}

/** The pnpm that is installed here already, if it is the pinned one; else npx fetches it. */
function pnpm(pinned) {
  const manifest = join(modules, 'pnpm', 'package.json');
  const installed = existsSync(manifest) ? `pnpm@${readJson(manifest).version}` : undefined;
  return installed === pinned ? [join(bin, 'pnpm')] : ['npx', '-y', pinned];
}

/** npm brings Node 24 here on glibc Linux; elsewhere the machine's own must do. */
function npmBringsNode() {
  const glibc = Boolean(process.report?.getReport().header.glibcVersionRuntime);
  return process.platform === 'linux' && glibc && ['x64', 'arm64'].includes(process.arch);
}

function failWithoutNode() {
  const place = `${process.platform}-${process.arch}`;
  fail(
    EXIT_UNAVAILABLE,
    `Holdfast runs on Node ${NODE_MAJOR} or newer. This is Node ${process.versions.node} on ${place}.`,
    `What next: install Node ${NODE_MAJOR} from https://nodejs.org and run the same command again.`,
  );
}

/**
 * Runs a command to its end and answers its exit code, 128 + number for a signal. Signals sent to us are
 * handed on, so that stopping `npm start` stops what it started; a terminal's Ctrl-C reaches the command
 * without our help, and must not reach it twice.
 */
function run(command, args, options) {
  const child = spawn(command, args, options);
  const handOn = signal => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, handOn);
  return new Promise(resolve => {
    const ended = status => {
      for (const signal of signals) process.off(signal, handOn);
      resolve(status);
    };
    child.once('error', error => {
      process.stderr.write(`${command}: ${error.message}\n`);
      ended(EXIT_UNAVAILABLE);
    });
    child.once('exit', (code, signal) => ended(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function majorOf(version) {
  return Number(version.split('.')[0]);
}

function fail(code, ...lines) {
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exit(code);
}
