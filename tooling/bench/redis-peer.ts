import {connect, type Socket} from 'node:net';
import {join} from 'node:path';
import {closedLoop} from './closed-loop.ts';
import type {Peer, PeerLoad, RunningPeer} from './peer.ts';
import {isInstalled, PeerProcess, whenUp} from './peer-process.ts';

/**
 * Redis Streams with `appendfsync always`: an answer means that the entry is synced, as ours does.
 * It parses no transaction, checks no hash and speaks no TLS.
 */
export const REDIS: Peer = {
  name: 'Redis',
  aimAt32: 1,
  async start() {
    if (!isInstalled('redis-server')) return {absent: 'redis-server is not installed'};
    const server = new PeerProcess();
    const durable = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', ''];
    const place = ['--port', '0', '--unixsocket', 'redis.sock', '--dir', server.directory];
    server.start('redis-server', [...place, ...durable]);
    return new RunningRedis(server);
  },
};

class RunningRedis implements RunningPeer {
  readonly #server: PeerProcess;

  constructor(server: PeerProcess) {
    this.#server = server;
  }

  async appends({lanes, bodies, pace}: PeerLoad) {
    const path = join(this.#server.directory, 'redis.sock');
    const sockets = await Promise.all(Array.from({length: lanes}, () => whenUp(() => dial(path))));
    let at = 0;
    const result = await closedLoop(
      sockets.map((socket, lane) => () => add(socket, `lane${lane}`, bodies[at++ % bodies.length])),
      pace,
    );
    for (const socket of sockets) socket.destroy();
    return result;
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }
}

/** `XADD stream * b body`, in the protocol's own words. */
function add(socket: Socket, stream: string, body = new Uint8Array()): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('data', answer => {
      if (answer[0] === 0x24) resolve();
      else reject(new Error(`Redis answered ${answer}`));
    });
    const words = ['XADD', stream, '*', 'b'].map(word => `$${word.length}\r\n${word}\r\n`);
    const head = Buffer.from(`*5\r\n${words.join('')}$${body.length}\r\n`);
    socket.write(Buffer.concat([head, body, Buffer.from('\r\n')]));
  });
}

function dial(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => resolve(socket));
    socket.once('error', reject);
  });
}
