import {spawn, spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {connect, type Socket} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Bytes} from '@holdfast/std';
import {closedLoop, type LoopResult} from './closed-loop.ts';
import type {Pace} from './yardsticks.ts';

/** Whether this machine has it. */
function hasRedis(): boolean {
  return spawnSync('redis-server', ['--version']).status === 0;
}

/**
 * Redis Streams with `appendfsync always`: an answer means that the entry is synced, as ours does.
 * It parses no transaction, checks no hash and speaks no TLS.
 */
export async function redisAppends(
  lanes: number,
  bodies: readonly Bytes[],
  pace: Pace,
): Promise<LoopResult | undefined> {
  if (!hasRedis()) return undefined;
  const directory = mkdtempSync(join(tmpdir(), 'holdfast-bench-'));
  const socketPath = join(directory, 'redis.sock');
  const child = spawn(
    'redis-server',
    [
      '--port',
      '0',
      '--unixsocket',
      socketPath,
      '--dir',
      directory,
      '--appendonly',
      'yes',
      '--appendfsync',
      'always',
      '--save',
      '',
    ],
    {stdio: 'ignore'},
  );
  try {
    const sockets = await Promise.all(Array.from({length: lanes}, () => dial(socketPath)));
    let at = 0;
    const result = await closedLoop(
      sockets.map(
        (socket, lane) => () =>
          new Promise<void>(resolve => {
            socket.once('data', () => resolve());
            const body = Buffer.from(bodies[at++ % bodies.length] ?? new Uint8Array());
            const head = `*5\r\n$4\r\nXADD\r\n$${`lane${lane}`.length}\r\nlane${lane}\r\n$1\r\n*\r\n$1\r\nb\r\n$${body.length}\r\n`;
            socket.write(Buffer.concat([Buffer.from(head), body, Buffer.from('\r\n')]));
          }),
      ),
      pace,
    );
    for (const socket of sockets) socket.destroy();
    return result;
  } finally {
    const ended = new Promise(resolve => child.once('exit', resolve));
    child.kill();
    await ended;
    rmSync(directory, {recursive: true, force: true});
  }
}

async function dial(path: string): Promise<Socket> {
  for (let tries = 0; ; tries++) {
    try {
      return await new Promise<Socket>((resolve, reject) => {
        const socket = connect(path, () => resolve(socket));
        socket.once('error', reject);
      });
    } catch (error) {
      if (tries > 100) throw error;
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  }
}
