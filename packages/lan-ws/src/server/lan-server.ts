import {
  createServer as createPlainServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import {createServer} from 'node:https';
import {type AddressInfo, type Server, Socket} from 'node:net';
import type {Duplex} from 'node:stream';
import type {SecureContextOptions, Server as TlsServer} from 'node:tls';
import type {ConnectionEvents, TerminalConnection} from '@holdfast/ingest';
import type {StandbyConnection, StandbyConnectionEvents} from '@holdfast/standby';
import {aborted, assert, type Bytes, Fault, type Log, type Service} from '@holdfast/std';
import {
  agreeOnLanVersion,
  LAN_CLOSE_CODES,
  type LanAgreement,
  lanVersions,
  STANDBY_PATH,
  STANDBY_SUBPROTOCOL,
  WIRE_LIMITS,
} from '@holdfast/wire';
import {type WebSocket, WebSocketServer} from 'ws';
import {channelOf} from './channel-of.ts';
import {type HostList, isOurHost, isOurOrigin} from './host-list.ts';
import {Lobby} from './lobby.ts';
import {WsConnection} from './ws-connection.ts';
import {WsStandbyConnection} from './ws-standby-connection.ts';

/** TLS handshakes and idle sockets that never become sessions are cut after this long. */
const HANDSHAKE_MS = 5_000;
const SOCKETS_MAX = 1_024;
/** A standby says where it stands, journal by journal. */
const STANDBY_FRAME_BYTES_MAX = 2 * 1024 * 1024;
/** Of what is no session: text, and no page may frame it or guess at it. */
const PLAIN_HEADERS = {
  'content-type': 'text/plain',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
};

/** A TLS key and the certificate about it. */
export interface ShownCertificate {
  readonly keyPem: string;
  readonly certificatePem: string;
}

export interface LanServerOptions {
  readonly host: string;
  /** 0 lets the system choose; {@link LanServer.address} tells what it chose. */
  readonly port: number;
  /**
   * Or, on a loopback address only, no TLS: for pages of this machine, which a browser trusts
   * there. `keyPin` is of the key that the hub shows elsewhere.
   */
  readonly tls: ShownCertificate | {readonly keyPin: () => Bytes};
  readonly hosts: HostList;
  /** Where new sockets go: ingest. */
  readonly connect: (connection: TerminalConnection) => ConnectionEvents;
  /** Where a standby's socket goes; without it, that path is not there. */
  readonly connectStandby?: (connection: StandbyConnection) => StandbyConnectionEvents;
  /** Answers a plain request with a page, and true; false where there is none at this path. */
  readonly site?: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** The versions of the protocol that are served, newest first. */
  readonly versions?: readonly number[];
  readonly log: Log;
}

/**
 * The hub's LAN door: WebSockets at `/lan` over TLS 1.3. Agrees on a protocol version, checks Host
 * and Origin, caps frames and sockets, and hands each socket to ingest. Compression is off: it
 * costs ten times the CPU of everything else here, and lengths would tell about contents.
 */
export class LanServer implements Service {
  readonly name = 'lan-server';
  readonly #options: LanServerOptions;
  readonly #served: readonly number[];
  readonly #sockets = new Set<Duplex>();
  readonly #lobby = new Lobby();
  #address: AddressInfo | undefined;
  #server: TlsServer | undefined;
  #tls: LanServerOptions['tls'];

  constructor(options: LanServerOptions) {
    this.#options = options;
    this.#served = options.versions ?? lanVersions();
    this.#tls = options.tls;
  }

  /** Shows another certificate to whoever connects from now on; open sessions go on. */
  showCertificate(tls: ShownCertificate): void {
    this.#tls = tls;
    this.#server?.setSecureContext(contextOf(tls));
  }

  /** Where it listens, once ready. */
  get address(): {readonly host: string; readonly port: number} {
    if (!this.#address) throw new TypeError('the LAN server has no address before it is ready');
    return {host: this.#address.address, port: this.#address.port};
  }

  async run(signal: AbortSignal, ready: () => void): Promise<void> {
    const {host, port} = this.#options;
    const server = this.#makeServer((request, response) => this.#answer(request, response));
    server.maxConnections = SOCKETS_MAX;
    server.headersTimeout = HANDSHAKE_MS;
    server.requestTimeout = HANDSHAKE_MS;
    server.on('connection', socket => this.#track(socket));
    const sockets = new WebSocketServer({
      noServer: true,
      perMessageDeflate: false,
      maxPayload: WIRE_LIMITS.lanFrameBytesMax,
      clientTracking: false,
      handleProtocols: offers => this.#echo(offers),
    });
    const standbys = new WebSocketServer({
      noServer: true,
      perMessageDeflate: false,
      maxPayload: STANDBY_FRAME_BYTES_MAX,
      clientTracking: false,
      handleProtocols: () => STANDBY_SUBPROTOCOL,
    });
    server.on('upgrade', (request, socket, head) => {
      if (request.url === STANDBY_PATH) this.#upgradeStandby(standbys, {request, socket, head});
      else this.#upgrade(sockets, {request, socket, head});
    });
    server.on('tlsClientError', error => {
      this.#options.log.debug('lan.tls-refused', {error: error.message});
    });
    await listen(server, {host, port});
    const address = server.address();
    if (typeof address === 'object' && address) this.#address = address;
    this.#options.log.info('lan.listening', this.address);
    ready();
    await aborted(signal);
    const closed = new Promise<void>(resolve => server.close(() => resolve()));
    // Ingest has closed its sessions by now; what is left are sockets that never became one.
    const cut = setTimeout(() => {
      for (const socket of this.#sockets) socket.destroy();
    }, 500);
    await closed;
    clearTimeout(cut);
  }

  #makeServer(answer: RequestListener) {
    const tls = this.#tls;
    if (!isShown(tls)) {
      assert(isLoopback(this.#options.host), 'a door without TLS is on loopback');
      return createPlainServer(answer);
    }
    const options = {...contextOf(tls), handshakeTimeout: HANDSHAKE_MS};
    const server = createServer(options, answer);
    this.#server = server;
    return server;
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const {hosts, site} = this.#options;
    const ours = isOurHost(request.headers.host, hosts);
    if (ours && site?.(request, response)) return;
    response.writeHead(ours ? 404 : 421, PLAIN_HEADERS);
    response.end(
      ours
        ? 'This is a Holdfast hub. Terminals connect at /lan, tills in a browser are at /pos/, the console at /console/\n'
        : '',
    );
  }

  #track(socket: Duplex): void {
    this.#sockets.add(socket);
    socket.on('error', () => {}); // a peer that resets is not news
    socket.once('close', () => this.#sockets.delete(socket));
    if (!(socket instanceof Socket)) return;
    socket.setNoDelay(true);
    this.#lobby.enter(socket);
  }

  /**
   * The version agreed on, or the terminal's own first offer so that the close code can be told.
   */
  #echo(offers: ReadonlySet<string>): string | false {
    const agreement = agreeOnLanVersion(offers, this.#served);
    if (agreement.kind === 'agreed') return agreement.subprotocol;
    return [...offers][0] ?? false;
  }

  #upgrade(
    sockets: WebSocketServer,
    {request, socket, head}: {request: IncomingMessage; socket: Duplex; head: Buffer},
  ): void {
    socket.on('error', () => {});
    const offers = (request.headers['sec-websocket-protocol'] ?? '')
      .split(',')
      .map(offer => offer.trim());
    const agreement = agreeOnLanVersion(offers, this.#served);
    const refusal = this.#refusalOf(request, agreement);
    if (refusal) {
      turnAway(socket, refusal);
      return;
    }
    sockets.handleUpgrade(request, socket, head, webSocket => {
      this.#lobby.leave(request.socket);
      if (agreement.kind === 'agreed') {
        this.#hand(webSocket, {request, version: agreement.version});
        return;
      }
      const reason = agreement.kind === 'tooOld' ? 'versionTooOld' : 'versionTooNew';
      const served = `this hub serves v${this.#served.join(', v')}`;
      this.#options.log.warn('lan.version-refused', {reason, offered: offers.join(' ')});
      webSocket.close(LAN_CLOSE_CODES[reason].code, served);
    });
  }

  #upgradeStandby(
    sockets: WebSocketServer,
    {request, socket, head}: {request: IncomingMessage; socket: Duplex; head: Buffer},
  ): void {
    socket.on('error', () => {});
    const {connectStandby} = this.#options;
    const refusal = this.#standbyRefusalOf(request);
    if (!connectStandby || refusal !== undefined) {
      turnAway(socket, refusal ?? '404 Not Found');
      return;
    }
    sockets.handleUpgrade(request, socket, head, webSocket => {
      this.#lobby.leave(request.socket);
      const connection = new WsStandbyConnection(webSocket, request.socket.remoteAddress ?? '');
      const events = connectStandby(connection);
      webSocket.on('message', (data, isBinary) => {
        if (isBinary || !Buffer.isBuffer(data)) connection.close('frames are text');
        else events.frame(data.toString('utf8'));
      });
      webSocket.on('error', error => {
        this.#options.log.debug('lan.standby-failed', {error: error.message});
      });
      webSocket.on('close', () => events.closed());
    });
  }

  /** A page has no business at the standby's door, from whatever origin. */
  #standbyRefusalOf({headers}: IncomingMessage): string | undefined {
    if (!isOurHost(headers.host, this.#options.hosts)) return '421 Misdirected Request';
    if (headers.origin !== undefined) return '403 Forbidden';
    const offers = (headers['sec-websocket-protocol'] ?? '').split(/,\s*/);
    return offers.includes(STANDBY_SUBPROTOCOL) ? undefined : '404 Not Found';
  }

  /** The HTTP status line for what never becomes a WebSocket, if it must not. */
  #refusalOf({headers, url}: IncomingMessage, agreement: LanAgreement): string | undefined {
    if (!isOurHost(headers.host, this.#options.hosts)) return '421 Misdirected Request';
    const plain = !isShown(this.#tls);
    const scheme = plain ? 'http' : 'https';
    const {origin, host} = headers;
    if (!isOurOrigin({origin, host, scheme}, this.#options.hosts)) return '403 Forbidden';
    if (plain && origin === undefined) return '403 Forbidden';
    return url !== '/lan' || agreement.kind === 'notHoldfast' ? '404 Not Found' : undefined;
  }

  #hand(
    webSocket: WebSocket,
    {request, version}: {readonly request: IncomingMessage; readonly version: number},
  ): void {
    const peer = {
      address: request.socket.remoteAddress ?? '',
      origin: request.headers.origin ?? '',
    };
    const plainKeyPin = isShown(this.#tls) ? undefined : this.#tls.keyPin;
    const channel = channelOf({socket: request.socket, origin: peer.origin, plainKeyPin});
    const connection = new WsConnection(webSocket, {peer, version, channel});
    const events = this.#options.connect(connection);
    webSocket.on('message', (data, isBinary) => {
      if (isBinary || !Buffer.isBuffer(data)) connection.close('malformed', 'frames are text');
      else events.frame(data.toString('utf8'));
    });
    webSocket.on('error', error => {
      this.#options.log.debug('lan.socket-failed', {error: error.message, address: peer.address});
    });
    webSocket.on('close', () => events.closed());
  }
}

function isShown(tls: LanServerOptions['tls']): tls is ShownCertificate {
  return 'certificatePem' in tls;
}

function isLoopback(host: string): boolean {
  return host === '127.0.0.1' || host === '::1';
}

function contextOf({keyPem, certificatePem}: ShownCertificate): SecureContextOptions {
  return {key: keyPem, cert: certificatePem, minVersion: 'TLSv1.3'};
}

function turnAway(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function listen(server: Server, at: {readonly host: string; readonly port: number}): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', cause => {
      reject(new Fault('config/invalid', {key: 'listen', ...at, reason: cause.message}, {cause}));
    });
    server.listen(at.port, at.host, resolve);
  });
}
