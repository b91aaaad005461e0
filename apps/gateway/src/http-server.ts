import {createServer as createHttpServer, type RequestListener, type Server} from 'node:http';
import {createServer as createHttpsServer} from 'node:https';
import {type AddressInfo, isIPv6} from 'node:net';
import {aborted, type Clock, Fault, type Service} from '@holdfast/std';

const HEADERS_MS = 10_000;
/** Longer than a hub leaves a metered way alone between two probes, which is five minutes. */
const IDLE_MS = 330_000;
const CLOSING_MS = 20;
/** A request whose sender's line died in the middle of it would never be over. */
const DRAIN_MS = 5_000;
const CONNECTIONS_MAX = 8192;

export interface HttpServerOptions {
  readonly host: string;
  readonly port: number;
  readonly listener: RequestListener;
  /** Absent: plain HTTP, behind a proxy. */
  readonly tls: {readonly keyPem: string; readonly certificatePem: string} | undefined;
  readonly clock: Clock;
  /** Called once it listens, with the port the system gave where 0 was asked for. */
  readonly listening: (port: number) => void;
  /** Called once it stops, so that nobody is kept waiting for news. */
  readonly stopping: () => void;
}

/**
 * The listening socket. Stopping, it takes no new connection and lets every request in hand be
 * answered; what has not come whole after five seconds is cut off, unanswered, and sent again.
 */
export class HttpServer implements Service {
  readonly name = 'http-server';
  readonly #options: HttpServerOptions;

  constructor(options: HttpServerOptions) {
    this.#options = options;
  }

  async run(signal: AbortSignal, ready: () => void): Promise<void> {
    const {clock} = this.#options;
    const server = await this.#listen();
    ready();
    await aborted(signal);
    this.#options.stopping();
    let open = true;
    server.close(() => {
      open = false;
    });
    const cutMs = clock.monotonicMs() + DRAIN_MS;
    while (open) {
      if (clock.monotonicMs() < cutMs) server.closeIdleConnections();
      else server.closeAllConnections();
      await clock.sleep(CLOSING_MS);
    }
  }

  #listen(): Promise<Server> {
    const {host, port, listener, tls, listening} = this.#options;
    const server = tls
      ? createHttpsServer(
          {key: tls.keyPem, cert: tls.certificatePem, minVersion: 'TLSv1.2'},
          listener,
        )
      : createHttpServer(listener);
    server.maxConnections = CONNECTIONS_MAX;
    server.headersTimeout = HEADERS_MS;
    server.keepAliveTimeout = IDLE_MS;
    return new Promise((resolve, reject) => {
      server.once('error', (cause: Error) => {
        const address = isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
        const fields = {key: 'listen', address, reason: cause.message};
        reject(new Fault('config/invalid', fields, {cause}));
      });
      server.listen({host, port}, () => {
        const address = server.address() as AddressInfo;
        listening(address.port);
        resolve(server);
      });
    });
  }
}
