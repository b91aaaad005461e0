// The one door for a fresh machine: `npm start` and `npm test` come here with whatever Node npm ran on.
// It installs the locked dependencies (Node 24 among them, on Linux x64 and arm64) and hands over.
import {spawnSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

const PNPM = 'pnpm@12.21.0';
const NODE_MAJOR = 24;
const root = fileURLToPath(new URL('../../', import.meta.url));
const [task, ...args] = process.argv.slice(2);

const ENTRY = {
  start: ['apps/cli/src/main.ts', 'demo'],
  test: ['tooling/verify/run.ts'],
};

/** npm brings Node 24 here on glibc Linux; elsewhere the machine's own must do. */
function broughtByNpm() {
  const glibc = Boolean(process.report?.getReport().header.glibcVersionRuntime);
  return process.platform === 'linux' && glibc && ['x64', 'arm64'].includes(process.arch);
}

const entry = ENTRY[task];
if (!entry) {
  process.stderr.write(`usage: node tooling/bootstrap/run.mjs ${Object.keys(ENTRY).join('|')}\n`);
  process.exit(64);
}

if (!broughtByNpm() && Number(process.versions.node.split('.')[0]) < NODE_MAJOR) {
  process.stderr.write(
    `Holdfast runs on Node ${NODE_MAJOR}. This is Node ${process.versions.node} on ${process.platform}-${process.arch},\n` +
      'where npm cannot bring one along.\n' +
      `What next: install Node ${NODE_MAJOR} from https://nodejs.org and run the same command again.\n`,
  );
  process.exit(69);
}

const quiet = task === 'start' ? ['--reporter=silent'] : ['--reporter=append-only'];
const install = spawnSync(
  'npx',
  ['-y', PNPM, 'install', '--frozen-lockfile', '--prefer-offline', ...quiet],
  {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  },
);
if (install.status !== 0) {
  process.stderr.write(
    'The dependencies could not be installed (see above).\n' +
      'What next: check that this machine reaches the npm registry, then run the same command again.\n',
  );
  process.exit(69);
}

const bin = join(root, 'node_modules', '.bin');
const platformNode = join(
  root,
  'node_modules',
  `node-${process.platform}-${process.arch}`,
  'bin',
  'node',
);
const node = existsSync(platformNode) ? platformNode : process.execPath;
const path = `${bin}:${process.env.PATH ?? ''}`;
const run = spawnSync(node, ['--disable-warning=ExperimentalWarning', ...entry, ...args], {
  cwd: root,
  stdio: 'inherit',
  env: {...process.env, PATH: path},
});
process.exit(run.status ?? 1);
