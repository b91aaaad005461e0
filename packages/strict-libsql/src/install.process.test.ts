import {spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {CELLS, useFolder} from './testing-folder.ts';
import {runScript} from './testing-script.ts';

const at = useFolder();
const canTrace = spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;
const opening = (then: string) => `
  import {openDatabase} from './src/index.ts';
  const database = openDatabase(${JSON.stringify({path: at('cells.db'), schema: CELLS, mode: 'create'})});
  ${then}`;

test.skipIf(!canTrace)(
  'a new file is synced before it gets its name, and its name before it is used',
  async () => {
    const draft = at('cells.db.installing');
    const {before, after} = await callsAround(draft, opening(''));
    expect(before.at(-1)).toMatch(syncOf(draft)); // of all that was done to it, the last
    expect(before.filter(line => line.includes(`"${at('cells.db')}"`))).toEqual([]);
    expect(after.find(line => !line.includes('openat'))).toMatch(syncOf(at('.')));
  },
);

test.skipIf(!canTrace)(
  'a copy is synced before it gets its name, and its name before it is announced',
  async () => {
    const draft = at('copy.db.partial');
    const copying = opening(`database.vacuumInto(${JSON.stringify(at('copy.db'))});`);
    const {before, after} = await callsAround(draft, copying);
    expect(before.at(-1)).toMatch(syncOf(draft));
    expect(after.find(line => !line.includes('openat'))).toMatch(syncOf(at('.')));
  },
);

/** The system calls on files of the test before and after `draft` was renamed. */
async function callsAround(draft: string, script: string) {
  const log = at('trace');
  const calls = 'trace=fsync,fdatasync,rename,openat,unlink,pwrite64,ftruncate';
  const end = await runScript(script, ['strace', '-f', '-y', '-qq', '-o', log, '-e', calls]);
  expect(end).toMatchObject({code: 0, stderr: ''});
  const lines = readFileSync(log, 'utf8')
    .split('\n')
    .filter(line => line.includes(at('.')));
  const renamed = lines.findIndex(line => line.includes(`rename("${draft}"`));
  expect(renamed).toBeGreaterThan(0);
  return {before: lines.slice(0, renamed), after: lines.slice(renamed + 1)};
}

function syncOf(path: string): RegExp {
  return new RegExp(`f(data)?sync\\(\\d+<${path}>\\) += 0`);
}

/** The process dies at one of these system calls, the n-th of its kind. */
const DEATHS = [
  ...[1, 2, 3, 4, 5].map(when => `fsync:signal=KILL:when=${when}`),
  ...[1, 2, 4, 8, 12].map(when => `pwrite64:signal=KILL:when=${when}`),
  ...[1, 2].map(when => `unlink:signal=KILL:when=${when}`),
  'rename:signal=KILL:when=1',
];

test.skipIf(!canTrace).each(DEATHS)(
  'an installation that dies at %s is started over',
  async death => {
    const killing = ['strace', '-f', '-qq', '-o', '/dev/null', '-e', `inject=${death}`];
    const dead = await runScript(opening(''), killing);
    expect(dead.signal).toBe('SIGKILL');

    const end = await runScript(opening("process.stdout.write('open');"));
    expect(end).toMatchObject({code: 0, stdout: 'open', stderr: ''});
  },
);
