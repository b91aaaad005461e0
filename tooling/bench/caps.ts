import {execFile, spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {type Caps, capsSchema} from './endured.ts';

const PROGRAM = fileURLToPath(new URL('./caps-program.ts', import.meta.url));
/** Of the disk that is the hub's alone. */
export const DISK_MB = 180;
const MINUTES_MAX = 5;
const MOUNT = ['--mount', 'sh', '-c'];

/**
 * A whole store whose hub has a small disk of its own and whose till a small journal: past the cap
 * each must refuse, and lose nothing. `undefined` where no disk can be mounted.
 */
export async function strainCaps(): Promise<Caps | undefined> {
  const canMount = spawnSync('unshare', [...MOUNT, 'mount -t tmpfs tmpfs /mnt']).status === 0;
  if (!canMount) return undefined;
  const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
  try {
    const small = `mkdir "$0/hub" && mount -t tmpfs -o size=${DISK_MB}m tmpfs "$0/hub" && exec "$@"`;
    const program = [process.execPath, '--no-warnings', PROGRAM, directory];
    const {stdout} = await promisify(execFile)(
      'unshare',
      [...MOUNT, small, directory, ...program],
      {timeout: MINUTES_MAX * 60_000, maxBuffer: 2 ** 26},
    );
    return capsSchema.parse(JSON.parse(stdout));
  } finally {
    rmSync(directory, {recursive: true});
  }
}
