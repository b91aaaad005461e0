import {spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {copyFileSync, existsSync, mkdirSync, readFileSync, statSync} from 'node:fs';
import {isFault} from '@holdfast/std';
import {expect, test} from 'vitest';
import {openDatabase} from './index.ts';
import {CELLS, useFolder} from './testing-folder.ts';
import {runScript, startScript} from './testing-script.ts';

const at = useFolder();
const succeeds = (command: string, ...rest: readonly string[]) =>
  spawnSync(command, rest).status === 0;
const canMount = succeeds('unshare', '--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt');
const canTrace = succeeds('strace', '-o', '/dev/null', 'true');

/** Runs a command with a disk of its own, so big, mounted on the next argument. */
const inSmallDisk = (size: string) => [
  'unshare',
  '--mount',
  'sh',
  '-c',
  `mount -t tmpfs -o size=${size} tmpfs "$0" && exec "$@"`,
];

/**
 * Writes rows until a fault, then says which rows were finished, the fault, and what a reopened
 * file holds.
 */
const fillUntilFault = (path: string, reopen: boolean) => `
  import {openDatabase} from './src/index.ts';
  const options = ${JSON.stringify({path, schema: CELLS, mode: 'create'})};
  const database = openDatabase(options);
  let finished = 0, first, second;
  const add = () => database.write(() =>
    database.run('INSERT INTO cells (id, body) VALUES (?, ?)', [finished + 1, new Uint8Array(3000)]));
  while (first === undefined && finished < 2000) try { add(); finished += 1; } catch (error) { first = error; }
  try { add(); } catch (error) { second = error; }
  database.close();
  const code = first?.code, sameAgain = second === first, resultCode = first?.fields?.resultCode;
  let kept;
  if (${reopen}) {
    const again = openDatabase({...options, mode: 'existing'});
    kept = again.get('SELECT count(*) AS n FROM cells').n;
    again.close();
  }
  process.stdout.write(JSON.stringify({finished, code, resultCode, sameAgain, kept}));`;

test.skipIf(!canMount)('a disk that fills up keeps every finished row and says so', async () => {
  const end = await runScript(fillUntilFault(at('cells.db'), true), [
    ...inSmallDisk('1m'),
    at('.'),
  ]);
  expect(end.stderr).toBe('');
  const outcome = JSON.parse(end.stdout);
  expect(outcome).toMatchObject({code: 'database/disk-full', sameAgain: true});
  expect(outcome.finished).toBeGreaterThan(50);
  expect(outcome.kept).toBe(outcome.finished);
});

test.skipIf(!canMount)(
  'a full disk is freed with the reserve: the log is emptied, old rows go, new ones fit',
  async () => {
    const script = `
    import {openDatabase} from './src/index.ts';
    const options = ${JSON.stringify({path: at('cells.db'), schema: CELLS, mode: 'create', reserveBytes: 1_000_000})};
    const add = (database, id) => database.write(() =>
      database.run('INSERT INTO cells (id, body) VALUES (?, ?)', [id, new Uint8Array(3000)]));
    let database = openDatabase(options);
    let finished = 0, first;
    while (first === undefined && finished < 2000) try {
      add(database, finished + 1);
      finished += 1;
      if (finished % 40 === 0) database.checkpoint('truncate');
    } catch (error) { first = error; }
    database.close();
    database = openDatabase(options);
    const walBytes = database.walBytes();
    const deleted = database.write(() => database.run('DELETE FROM cells WHERE id <= ?', [finished / 2])).changes;
    database.checkpoint('truncate');
    add(database, 1);
    process.stdout.write(JSON.stringify({code: first?.code, walBytes, deleted, finished}));`;
    const end = await runScript(script, [...inSmallDisk('4m'), at('.')]);
    expect(end.stderr).toBe('');
    const outcome = JSON.parse(end.stdout);
    expect(outcome).toMatchObject({code: 'database/disk-full', walBytes: 0});
    expect(outcome.deleted).toBe(Math.floor(outcome.finished / 2));
  },
);

test.skipIf(!canMount)('a copy to a full disk is refused, and the original goes on', async () => {
  const script = `
    import {existsSync} from 'node:fs';
    import {openDatabase} from './src/index.ts';
    const database = openDatabase(${JSON.stringify({path: at('cells.db'), schema: CELLS, mode: 'create'})});
    const add = body => database.write(() => database.run('INSERT INTO cells (body) VALUES (?)', [body]));
    add(new Uint8Array(2_000_000));
    let code;
    try { database.vacuumInto(${JSON.stringify(at('small/copy.db'))}); } catch (error) { code = error.code; }
    const {changes} = add(null);
    const partial = existsSync(${JSON.stringify(at('small/copy.db.partial'))});
    process.stdout.write(JSON.stringify({code, changes, partial, fault: database.fault ?? null}));`;
  mkdirSync(at('small'));
  const end = await runScript(script, [...inSmallDisk('1m'), at('small')]);
  expect(end.stderr).toBe('');
  const outcome = JSON.parse(end.stdout);
  expect(outcome).toEqual({code: 'database/disk-full', changes: 1, partial: false, fault: null});
});

test('a write the system refuses is database/failed, and every finished row is there afterwards', async () => {
  // A file-size limit: the write that crosses it fails with EFBIG.
  const limited = ['sh', '-c', 'ulimit -f 600 && exec "$0" "$@"'];
  const end = await runScript(fillUntilFault(at('cells.db'), false), limited);
  expect(end.stderr).toBe('');
  const outcome = JSON.parse(end.stdout);
  expect(outcome).toMatchObject({code: 'database/failed', resultCode: 778, sameAgain: true}); // IOERR_WRITE
  expect(outcome.finished).toBeGreaterThan(10);
  expect(rowsOf(at('cells.db'))).toBeGreaterThanOrEqual(outcome.finished);
});

test.skipIf(!canTrace)(
  'a sync that fails is database/failed, and nothing rests on the log it failed on',
  async () => {
    const path = at('cells.db');
    const trace = at('trace');
    const failing = ['strace', '-f', '-qq', '-o', trace, '-e', 'trace=fsync,fdatasync'];
    const inject = ['-e', 'inject=fsync,fdatasync:error=EIO:when=40'];
    const end = await runScript(fillUntilFault(path, false), [...failing, ...inject]);
    expect(end.stderr).toBe('');
    expect(readFileSync(trace, 'utf8')).toContain('EIO');
    const outcome = JSON.parse(end.stdout);
    expect(outcome).toMatchObject({code: 'database/failed', resultCode: 1034, sameAgain: true}); // IOERR_FSYNC
    expect(outcome.finished).toBeGreaterThan(10);
    expect(rowsOf(path)).toBeGreaterThanOrEqual(outcome.finished);
  },
);

test('a stranger who reads keeps the log from being emptied, and so the file from being opened', async () => {
  const path = at('cells.db');
  const first = openDatabase({path, schema: CELLS, mode: 'create'});
  const stranger = startScript(`
    import {DatabaseSync} from 'node:sqlite';
    const database = new DatabaseSync(${JSON.stringify(path)});
    database.exec('BEGIN');
    database.prepare('SELECT count(*) FROM cells').get();
    process.stdout.write('reading');
    process.stdin.resume();`);
  if (stranger.stdout !== null) await once(stranger.stdout, 'data');
  first.write(() => first.run('INSERT INTO cells (id) VALUES (1)'));
  first.close();

  const open = () => openDatabase({path, schema: CELLS, mode: 'existing', busyTimeoutMs: 50});
  expect(open).toThrow(expect.toSatisfy(error => isFault(error, 'database/in-use')));
  stranger.kill('SIGKILL');
  await once(stranger, 'close');
  const again = open();
  expect(again.all('SELECT id FROM cells')).toEqual([{id: 1}]);
  again.close();
});

test('what a killed process left in the log is in the file before the first answer', async () => {
  const path = at('cells.db');
  const killed = `${fillUntilFault(path, false)}`.replace(
    'finished += 1;',
    'finished += 1; if (finished === 20) process.kill(process.pid, "SIGKILL");',
  );
  expect(await runScript(killed)).toMatchObject({signal: 'SIGKILL'});
  expect(statSync(`${path}-wal`).size).toBeGreaterThan(20 * 3000);

  const database = openDatabase({path, schema: CELLS, mode: 'existing'});
  expect(database.walBytes()).toBe(0);
  copyFileSync(path, at('without-log.db'));
  expect(database.get('SELECT count(*) AS n FROM cells')).toEqual({n: 20});
  database.close();
  expect(rowsOf(at('without-log.db'))).toBe(20);
});

test("a stranger's lock delays a write, is named, and breaks nothing", async () => {
  const path = at('cells.db');
  const database = openDatabase({path, schema: CELLS, mode: 'create', busyTimeoutMs: 50});
  const stranger = startScript(`
    import {DatabaseSync} from 'node:sqlite';
    new DatabaseSync(${JSON.stringify(path)}).exec('BEGIN IMMEDIATE');
    process.stdout.write('locked');
    process.stdin.resume();`);
  if (stranger.stdout !== null) await once(stranger.stdout, 'data');

  const add = () => database.write(() => database.run('INSERT INTO cells (id) VALUES (1)'));
  expect(add).toThrow(expect.toSatisfy(error => isFault(error, 'database/in-use')));
  expect(database.all('SELECT id FROM cells')).toEqual([]); // reading goes on
  stranger.kill('SIGKILL');
  await once(stranger, 'close');
  expect(add()).toEqual({changes: 1});
  database.close();
});

function rowsOf(path: string): number {
  expect(existsSync(path)).toBe(true);
  const database = openDatabase({path, schema: CELLS, mode: 'existing'});
  const {n} = database.get('SELECT count(*) AS n FROM cells') ?? {};
  database.close();
  return typeof n === 'number' ? n : -1;
}
