import {spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {CELLS, useFolder} from './testing-folder.ts';
import {runScript} from './testing-script.ts';

const at = useFolder();
const canTrace = spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;
const script = () => `
  import {openDatabase} from './src/index.ts';
  openDatabase(${JSON.stringify({path: at('cells.db'), schema: CELLS, mode: 'create'})}).close();`;

test.skipIf(!canTrace)(
  'a new file is synced before it gets its name, and its name before it is used',
  async () => {
    const log = at('trace');
    const calls = 'trace=fsync,fdatasync,rename,renameat2,openat';
    const end = await runScript(script(), ['strace', '-f', '-y', '-qq', '-o', log, '-e', calls]);
    expect(end).toMatchObject({code: 0, stderr: ''});

    const lines = readFileSync(log, 'utf8')
      .split('\n')
      .filter(line => line.includes(at('.')));
    const renamed = lines.findIndex(
      line => /rename/.test(line) && line.includes('cells.db.installing'),
    );
    const isSync = (line: string, path: string) =>
      /f(data)?sync/.test(line) && line.includes(`<${path}>`);
    expect(renamed).toBeGreaterThan(0);
    const draftSynced = lines.slice(0, renamed).findLast(line => /f(data)?sync/.test(line));
    expect(draftSynced).toContain(`<${at('cells.db.installing')}>`);
    expect(isSync(lines[renamed + 2] ?? '', at('.').replace(/\/$/, ''))).toBe(true); // after the folder is opened
    expect(lines.slice(0, renamed).some(line => line.includes(`"${at('cells.db')}"`))).toBe(false);
  },
);

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
    const dead = await runScript(script(), killing);
    expect(dead.signal).toBe('SIGKILL');

    const end = await runScript(`${script()} process.stdout.write('open');`);
    expect(end).toMatchObject({code: 0, stdout: 'open', stderr: ''});
  },
);
