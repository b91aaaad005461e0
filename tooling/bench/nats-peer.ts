import {spawnSync} from 'node:child_process';
import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {type JetStreamClient, jetstream, jetstreamManager, StorageType} from '@nats-io/jetstream';
import {connect, type NatsConnection} from '@nats-io/transport-node';
import * as z from 'zod';
import {closedLoop} from './closed-loop.ts';
import type {Peer, PeerLoad, RunningPeer} from './peer.ts';
import {isInstalled, PeerProcess, whenUp} from './peer-process.ts';

const SUBJECT = 'sale';

/**
 * NATS JetStream, one stream on disk. Its own default syncs every two minutes and answers at once;
 * here an answer means synced, by its setting, or by the file system where its version has none.
 */
export const NATS: Peer = {
  name: 'NATS JetStream',
  aimAt32: 8,
  async start() {
    if (!isInstalled('nats-server')) return {absent: 'nats-server is not installed'};
    const server = new PeerProcess();
    const config = join(server.directory, 'nats.conf');
    const store = join(server.directory, 'store');
    mkdirSync(store);
    if (!syncsAlways({config, store})) {
      await server.stop();
      return {absent: 'this nats-server cannot be made to sync before it answers'};
    }
    server.start('nats-server', ['-c', config]);
    const running = new RunningNats(server, await whenUp(async () => urlIn(server.directory)));
    await running.makeStream();
    return running;
  },
};

/** Writes its configuration. Versions before 2.10 have no such setting: a synchronous folder is. */
function syncsAlways({config, store}: {readonly config: string; readonly store: string}): boolean {
  const write = (setting: string) =>
    writeFileSync(
      config,
      `host: 127.0.0.1\nport: -1\nports_file_dir: "."\njetstream {store_dir: "${store}"${setting}}\n`,
    );
  write(', sync_interval: always');
  if (spawnSync('nats-server', ['-t', '-c', config]).status === 0) return true;
  write('');
  return spawnSync('chattr', ['+S', store]).status === 0;
}

const portsSchema = z.object({nats: z.array(z.string()).min(1)});

/** Where it listens, as it writes down once it does. */
function urlIn(directory: string): string {
  const file = readdirSync(directory).find(name => name.endsWith('.ports'));
  if (file === undefined) throw new Error('nats-server does not listen yet');
  const {nats} = portsSchema.parse(JSON.parse(readFileSync(join(directory, file), 'utf8')));
  return nats[0] ?? '';
}

class RunningNats implements RunningPeer {
  readonly #server: PeerProcess;
  readonly #url: string;

  constructor(server: PeerProcess, url: string) {
    this.#server = server;
    this.#url = url;
  }

  async makeStream(): Promise<void> {
    const connection = await this.#connect();
    const manager = await jetstreamManager(connection);
    await manager.streams.add({name: 'SALES', subjects: [SUBJECT], storage: StorageType.File});
    await connection.close();
  }

  async appends({lanes, bodies, pace}: PeerLoad) {
    const connections = await Promise.all(Array.from({length: lanes}, () => this.#connect()));
    const clients: JetStreamClient[] = connections.map(connection => jetstream(connection));
    let at = 0;
    const result = await closedLoop(
      clients.map(client => async () => {
        await client.publish(SUBJECT, bodies[at++ % bodies.length]);
      }),
      pace,
    );
    await Promise.all(connections.map(connection => connection.close()));
    return result;
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }

  #connect(): Promise<NatsConnection> {
    return connect({servers: this.#url, noEcho: true});
  }
}
