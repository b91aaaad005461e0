import {spawn} from 'node:child_process';
import {closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {type Bytes, toBase64Url, utf8Decode} from '@holdfast/std';
import {openDatabase} from '@holdfast/strict-libsql';
import {WebSocket} from 'ws';
import {closedLoop, type LoopResult, loopResult, type Pace} from './closed-loop.ts';

/**
 * Frames of the same size to and fro, through another process: without a disk, or `synced` to one
 * before each answer, what waits together.
 */
export async function echo(
  lanes: number,
  bodies: readonly Bytes[],
  pace: Pace & {readonly synced?: boolean},
): Promise<LoopResult> {
  const child = spawn(
    process.execPath,
    [
      fileURLToPath(new URL('./echo-server.ts', import.meta.url)),
      ...(pace.synced ? ['--sync'] : []),
    ],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const port = await new Promise<string>(resolve =>
    child.stdout.once('data', data => resolve(String(data).trim())),
  );
  const sockets = await Promise.all(
    Array.from({length: lanes}, async () => {
      const socket = new WebSocket(`wss://127.0.0.1:${port}`, {
        rejectUnauthorized: false,
        perMessageDeflate: false,
      });
      await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
      return socket;
    }),
  );
  const header = toBase64Url(new Uint8Array(140));
  const frames = bodies
    .slice(0, 256)
    .map(body => JSON.stringify({header, body: utf8Decode(body), signature: header.slice(0, 86)}));
  let at = 0;
  const result = await closedLoop(
    sockets.map(
      socket => () =>
        new Promise<void>(resolve => {
          socket.once('message', () => resolve());
          socket.send(frames[at++ % frames.length] ?? '');
        }),
    ),
    pace,
  );
  for (const socket of sockets) socket.terminate();
  child.kill();
  return result;
}

/**
 * Commits of `lanes` bodies in one BLOB, one after the other: the database alone, without a road or
 * a check.
 */
export function libsqlCommits(lanes: number, bodies: readonly Bytes[], pace: Pace): LoopResult {
  const directory = mkdtempSync(join(tmpdir(), 'holdfast-bench-'));
  const database = openDatabase({
    path: join(directory, 'yardstick.db'),
    mode: 'create',
    schema: {
      applicationId: 1,
      programVersion: '0',
      migrations: [
        {
          version: 1,
          sql: 'CREATE TABLE g (first INTEGER PRIMARY KEY, entries BLOB NOT NULL) STRICT',
        },
      ],
    },
  });
  const latencies: number[] = [];
  const startMs = performance.now();
  let first = 0;
  for (;;) {
    const fromMs = performance.now();
    if (fromMs - startMs > pace.warmUpMs + pace.forMs) break;
    const group = Buffer.concat(
      Array.from(
        {length: lanes},
        (_, at) => bodies[(first + at) % bodies.length] ?? Buffer.alloc(0),
      ),
    );
    database.write(() => database.run('INSERT INTO g VALUES (?, ?)', [first, group]));
    first += lanes;
    if (fromMs - startMs < pace.warmUpMs) continue;
    latencies.push(performance.now() - fromMs);
    if (database.walBytes() > 32 * 1024 * 1024) database.checkpoint('truncate');
  }
  database.close();
  rmSync(directory, {recursive: true});
  const groups = loopResult(latencies, pace.forMs);
  return {...groups, perSecond: groups.perSecond * lanes};
}

/** Writes of 4 KiB, each synced: what the disk itself promises. */
export function fileSyncs(pace: Pace): LoopResult {
  const directory = mkdtempSync(join(tmpdir(), 'holdfast-bench-'));
  const handle = openSync(join(directory, 'file'), 'w');
  const block = Buffer.alloc(4096, 7);
  const latencies: number[] = [];
  const startMs = performance.now();
  while (performance.now() - startMs < pace.warmUpMs + pace.forMs) {
    const fromMs = performance.now();
    writeSync(handle, block);
    fdatasyncSync(handle);
    if (fromMs - startMs >= pace.warmUpMs) latencies.push(performance.now() - fromMs);
  }
  closeSync(handle);
  rmSync(directory, {recursive: true});
  return loopResult(latencies, pace.forMs);
}
