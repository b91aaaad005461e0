import postgres, {type Sql} from 'postgres';
import {closedLoop} from './closed-loop.ts';
import type {Peer, PeerLoad, RunningPeer} from './peer.ts';
import {isInstalled, PeerProcess, whenUp} from './peer-process.ts';

const CONNECTIONS_MAX = 100;

/**
 * PostgreSQL as it is set up by default, so an answer means that the log is synced: one prepared
 * INSERT and one commit a sale, over its local socket.
 */
export const POSTGRES: Peer = {
  name: 'PostgreSQL',
  aimAt32: 2.5,
  async start() {
    if (!isInstalled('postgres') || !isInstalled('initdb')) {
      return {absent: 'postgres and initdb are not installed'};
    }
    const server = new PeerProcess({asNobody: true});
    const {directory} = server;
    const data = `${directory}/data`;
    server.run('initdb', ['--pgdata', data, '--username', 'bench', '--auth', 'trust']);
    const local = ['-c', 'listen_addresses=', '-c', `unix_socket_directories=${directory}`];
    server.start('postgres', ['-D', data, ...local, '-c', `max_connections=${CONNECTIONS_MAX}`]);
    await whenUp(async () => {
      const sql = connect(directory);
      try {
        await sql`CREATE TABLE sale (
          number bigserial PRIMARY KEY, lane int NOT NULL, body bytea NOT NULL)`;
      } finally {
        await sql.end();
      }
    });
    return new RunningPostgres(server);
  },
};

class RunningPostgres implements RunningPeer {
  readonly #server: PeerProcess;

  constructor(server: PeerProcess) {
    this.#server = server;
  }

  async appends({lanes, bodies, pace}: PeerLoad) {
    const connections = Array.from({length: lanes}, () => connect(this.#server.directory));
    let at = 0;
    const result = await closedLoop(
      connections.map((sql, lane) => async () => {
        const body = Buffer.from(bodies[at++ % bodies.length] ?? []);
        await sql`INSERT INTO sale (lane, body) VALUES (${lane}, ${body})`;
      }),
      pace,
    );
    await Promise.all(connections.map(sql => sql.end()));
    return result;
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }
}

function connect(directory: string): Sql {
  const local = {path: `${directory}/.s.PGSQL.5432`, username: 'bench', database: 'postgres'};
  return postgres({...local, max: 1, onnotice: () => {}});
}
