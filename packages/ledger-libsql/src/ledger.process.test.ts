import {type ChildProcess, spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {setTimeout as wait} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {loadOrCreateSigningKey, systemClock, systemRandom} from '@holdfast/platform-node';
import {silentLog, toHex} from '@holdfast/std';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {openLibsqlLedgers} from './open-libsql-ledgers.ts';

const APPENDER = fileURLToPath(new URL('./testing/appender.ts', import.meta.url));
const WAL = 'ledger-0001.db-wal';
const ROUNDS = 20;
const succeeds = (command: string, ...rest: readonly string[]) =>
  spawnSync(command, rest).status === 0;
const canTrace = succeeds('strace', '-o', '/dev/null', 'true');
const canMount = succeeds('unshare', '--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt');

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
});
afterEach(() => rmSync(directory, {recursive: true}));

const openHere = async () =>
  openLibsqlLedgers({
    directory: join(directory, 'ledgers'),
    keyDirectory: join(directory, 'keys'),
    shell: 'inline',
    identity: await loadOrCreateSigningKey(join(directory, 'identity.pem')),
    retailStoreId: '017',
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
  });

function startAppender(rest: readonly string[], prefix: readonly string[] = []): ChildProcess {
  const [command = '', ...args] = [...prefix, process.execPath, APPENDER, directory, ...rest];
  return spawn(command, args, {stdio: ['ignore', 'pipe', 'inherit']});
}

/** Every line the child printed until it ended. */
function linesOf(child: ChildProcess): Promise<readonly string[]> {
  const lines: string[] = [];
  if (child.stdout) createInterface({input: child.stdout}).on('line', line => lines.push(line));
  return once(child, 'close').then(() => lines);
}

const acksOf = (lines: readonly string[]) =>
  lines.flatMap(line => {
    const [, position, hash] = /^(\d+) ([0-9a-f]{64})$/.exec(line) ?? [];
    return position && hash ? [[Number(position), hash] as const] : [];
  });

test('killed at any moment, twenty times: every acked entry is there, and every group is whole', async () => {
  const acked = new Map<number, string>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const child = startAppender([]);
    const lines = linesOf(child);
    if (child.stdout) await once(child.stdout, 'data');
    await wait(Math.random() * 150);
    child.kill('SIGKILL');
    const printed = await lines;
    expect(printed[0]).toMatch(round === 0 ? /^opened first/ : /^opened existing/);
    for (const [position, hash] of acksOf(printed)) acked.set(position, hash);
  }
  expect(acked.size).toBeGreaterThan(ROUNDS); // it did append
  const ledgers = await openHere();
  const {current, report} = ledgers;
  expect(report).toMatchObject({opened: 'existing', anchor: 'agrees', lost: undefined});
  let position = 0;
  while (position < current.end().position) {
    const {entries} = await current.readAfter(position, {entriesMax: 500, bodyBytesMax: 9_999_999});
    for (const {line} of entries) {
      position += 1;
      expect(line.position).toBe(position);
      const hash = acked.get(position);
      if (hash !== undefined) expect(toHex(line.entryHash)).toBe(hash);
      acked.delete(position);
    }
  }
  expect(acked.size).toBe(0);
  await ledgers.close();
});

test.skipIf(!canTrace)('a group costs one sync of the disk', async () => {
  const log = join(directory, 'strace.txt');
  const child = startAppender(
    ['1', '200'],
    ['strace', '-f', '-o', log, '-y', '-e', 'trace=fsync,fdatasync'],
  );
  const lines = await linesOf(child);
  const stats = JSON.parse(lines.find(line => line.startsWith('stats '))?.slice(6) ?? '{}');
  expect(stats.groups).toBe(200);
  const syncs = readFileSync(log, 'utf8').split('\n');
  const ofLog = syncs.filter(line => line.includes(WAL));
  expect(ofLog.length).toBeGreaterThanOrEqual(stats.groups);
  expect(ofLog.length).toBeLessThan(stats.groups + 20); // founding, and a checkpoint now and then
});

test.skipIf(!canMount)(
  'on a full disk sales are refused, what was recorded stays, and the hub stops and starts cleanly',
  async () => {
    // Beside the reserve there is room for a log at its cap, and none to empty it into the file.
    const small = 'mount -t tmpfs -o size=40m tmpfs "$0" && "$@" && "$@"';
    const child = startAppender(['4'], ['unshare', '--mount', 'sh', '-c', small, directory]);
    const lines = await linesOf(child);
    const restarted = lines.findLastIndex(line => line.startsWith('opened'));
    const [first, second] = [lines.slice(0, restarted), lines.slice(restarted)];
    const recorded = acksOf(first).length;
    expect(recorded).toBeGreaterThan(1000);
    // Watermarks still find room.
    const raised = `full, raised to ${recorded + 1}`;
    expect(first.filter(line => line === raised)).toHaveLength(4);
    expect(first.at(-1)).toBe('closed');
    expect(second[0]).toBe(`opened existing ${recorded + 1}`);
    expect(second.filter(line => line.startsWith('full'))).toHaveLength(4);
    expect(second.at(-1)).toBe('closed');
  },
);

test.skipIf(!canTrace)(
  'a sync that fails: nothing under it is acked, and what was acked before is there afterwards',
  async () => {
    // The log's syncs fail from the 60th on, as a dying disk's do.
    const inject = ['-e', 'inject=fsync:error=EIO:when=60+', '-P', join(directory, 'ledgers', WAL)];
    const traced = ['strace', '-f', '-o', join(directory, 'strace.txt'), '-e', 'trace=fsync'];
    const lines = await linesOf(startAppender(['4'], [...traced, ...inject]));
    const failed = lines.filter(line => line.startsWith('failed Fault: database/failed'));
    expect(failed).toHaveLength(4);
    const acked = acksOf(lines);
    expect(acked.length).toBeGreaterThan(20);
    const {current, close} = await openClosable();
    const {entries} = await current.readAfter(0, {entriesMax: 5000, bodyBytesMax: 99_999_999});
    for (const [position, hash] of acked) {
      expect(toHex(entries[position - 1]?.line.entryHash ?? new Uint8Array())).toBe(hash);
    }
    await close();
  },
);

async function openClosable() {
  const ledgers = await openHere();
  return {current: ledgers.current, close: () => ledgers.close()};
}
