import {spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {mkdirSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {text} from 'node:stream/consumers';
import {fileURLToPath} from 'node:url';
import {nodeDigest} from '@holdfast/platform-node';
import {silentLog} from '@holdfast/std';
import {SeededRandom} from '@holdfast/std/testing';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {openLibsqlJournal} from './index.ts';

const SELL = fileURLToPath(new URL('./testing/sell-main.ts', import.meta.url));
const FILL_DISK = fileURLToPath(new URL('./testing/fill-disk-main.ts', import.meta.url));
const mounted = spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']);
const KILLS = 10;

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
});
afterEach(() => rmSync(directory, {recursive: true}));

test('a till that is killed at any moment has every sale it was told is durable', async () => {
  const random = new SeededRandom(11);
  let told = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const child = spawn(process.execPath, [SELL, directory], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines = createInterface({input: child.stdout});
    let sales = 1 + random.below(40);
    for await (const line of lines) {
      told = Number(line);
      if (--sales <= 0) child.kill('SIGKILL'); // what it still says was durable before it died
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    expect(child.signalCode).toBe('SIGKILL');
    const journal = await openLibsqlJournal({directory, digest: nodeDigest, log: silentLog});
    expect(journal.tail().sequenceNumber).toBeGreaterThanOrEqual(told);
    const place = {sequenceNumber: 0, entriesMax: 10_000, bytesMax: Number.MAX_SAFE_INTEGER};
    const entries = await journal.readAfter(place);
    expect(entries.map(({entry}) => entry.header.sequenceNumber)).toEqual(
      Array.from({length: journal.tail().sequenceNumber}, (_, at) => at + 1),
    );
    await journal.close();
  }
  expect(told).toBeGreaterThan(KILLS);
});

test.skipIf(mounted.status !== 0)(
  'a full disk costs the newcomers only: the old are read and forwarded, and pruning makes room',
  async () => {
    mkdirSync(join(directory, 'disk'));
    const mount = 'mount -t tmpfs -o size=24m tmpfs "$0" && exec "$@"';
    const disk = join(directory, 'disk');
    const sell = [process.execPath, FILL_DISK, join(disk, 'journal')];
    const child = spawn('unshare', ['--mount', 'sh', '-c', mount, disk, ...sell]);
    const [said, complained] = await Promise.all([text(child.stdout), text(child.stderr)]);
    expect(complained).toBe('');
    const {journaled, codes, refused, readable, pruned, soldAgain, kept} = JSON.parse(said);
    expect(journaled).toBeGreaterThan(20);
    expect(new Set(codes)).toEqual(new Set(['database/disk-full']));
    expect({refused, readable, pruned, soldAgain, kept}).toEqual({
      refused: 3,
      readable: journaled,
      pruned: journaled - 2,
      soldAgain: 100,
      kept: journaled + 100,
    });
  },
);
