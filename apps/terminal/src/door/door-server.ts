import {createServer} from 'node:http';
import {aborted, Fault, type Log, type Service} from '@holdfast/std';
import {getRequestListener} from '@hono/node-server';
import type {Hono} from 'hono';

/** How long requests in hand may take once the till stops. */
const DRAIN_MS = 2_000;
const REQUEST_MS = 10_000;

/** Serves the door on loopback until it is stopped; then answers what is in hand. */
export class DoorServer implements Service {
  readonly name = 'door';
  readonly #options: {
    readonly at: {readonly host: string; readonly port: number};
    readonly routes: Hono;
    readonly log: Log;
  };
  #url = '';

  constructor(options: {
    /** Port 0 lets the system choose; {@link DoorServer.url} tells what it chose. */
    readonly at: {readonly host: string; readonly port: number};
    readonly routes: Hono;
    readonly log: Log;
  }) {
    this.#options = options;
  }

  /** `http://127.0.0.1:7480`, once ready. */
  get url(): string {
    return this.#url;
  }

  async run(signal: AbortSignal, ready: () => void): Promise<void> {
    const {at, routes, log} = this.#options;
    const server = createServer(getRequestListener(routes.fetch, {overrideGlobalObjects: false}));
    server.requestTimeout = REQUEST_MS;
    await new Promise<void>((resolve, reject) => {
      server.once('error', cause => {
        reject(new Fault('config/invalid', {key: 'listen', ...at, reason: cause.message}, {cause}));
      });
      server.listen(at.port, at.host, resolve);
    });
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : at.port;
    this.#url = `http://${at.host.includes(':') ? `[${at.host}]` : at.host}:${port}`;
    log.info('door.open', {url: this.#url});
    ready();
    await aborted(signal);
    const closed = new Promise<void>(resolve => server.close(() => resolve()));
    server.closeIdleConnections();
    const cut = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
    await closed;
    clearTimeout(cut);
  }
}
