import type {TLSSocket} from 'node:tls';
import {channelExporter} from '@holdfast/platform-node';
import {type Bytes, Fault} from '@holdfast/std';
import {
  formatAddress,
  type HubAddress,
  type HubConnection,
  type HubLink,
  type UnprovenConnection,
} from '@holdfast/terminal-sdk';
import {
  agreeOnLanVersion,
  type HubId,
  lanSubprotocol,
  lanVersions,
  WIRE_LIMITS,
} from '@holdfast/wire';
import {WebSocket} from 'ws';
import {connectPinned, connectToAnyone} from './pinned-socket.ts';
import {WsHubConnection} from './ws-hub-connection.ts';

/**
 * From the first packet to the open WebSocket. Longer, and another rung of the ladder is better.
 */
const CONNECT_MS = 3_000;

export interface WsHubLinkOptions {
  readonly connectMs?: number;
  /** The protocol versions to offer, newest first. All that this program speaks. */
  readonly versions?: readonly number[];
}

/**
 * The road from a terminal to its hub: a WebSocket at `/lan` over pinned TLS. No compression: it
 * costs ten times the CPU of everything else, and lengths would tell about contents.
 */
export class WsHubLink implements HubLink {
  readonly #connectMs: number;
  readonly #versions: readonly number[];

  constructor({connectMs = CONNECT_MS, versions = lanVersions()}: WsHubLinkOptions = {}) {
    this.#connectMs = connectMs;
    this.#versions = versions;
  }

  async connect(target: {
    readonly address: HubAddress;
    readonly hubId: HubId;
    readonly keyPin: Bytes;
    readonly signal: AbortSignal;
  }): Promise<HubConnection> {
    const signal = AbortSignal.any([target.signal, AbortSignal.timeout(this.#connectMs)]);
    const socket = await connectPinned({...target, signal});
    return this.#upgrade(socket, {address: target.address, signal});
  }

  async connectUnproven(target: {
    readonly address: HubAddress;
    readonly signal: AbortSignal;
  }): Promise<UnprovenConnection> {
    const signal = AbortSignal.any([target.signal, AbortSignal.timeout(this.#connectMs)]);
    const {socket, keyPin} = await connectToAnyone({...target, signal});
    const channel = {kind: 'tls', keyPin, exporter: channelExporter(socket)} as const;
    const connection = await this.#upgrade(socket, {address: target.address, signal});
    return Object.assign(connection, {channel});
  }

  #upgrade(
    socket: TLSSocket,
    {address, signal}: {readonly address: HubAddress; readonly signal: AbortSignal},
  ): Promise<HubConnection> {
    const place = formatAddress(address);
    // The scheme says ws because the socket handed in is already secure. RFC 6874: no zone in a
    // URL.
    const url = `ws://${place.replace(/%[^\]]*/, '')}/lan`;
    const webSocket = new WebSocket(url, this.#versions.map(lanSubprotocol), {
      createConnection: () => socket,
      perMessageDeflate: false,
      maxPayload: WIRE_LIMITS.lanFrameBytesMax,
      followRedirects: false,
    });
    // Listens from the beginning: the hub's hello may arrive with the answer to the upgrade.
    const connection = new WsHubConnection(webSocket);
    return new Promise((resolve, reject) => {
      const fail = (fault: Fault) => {
        signal.removeEventListener('abort', onAbort);
        connection.close();
        socket.destroy();
        reject(fault);
      };
      const onAbort = () => fail(new Fault('hub/unreachable', {address: place, reason: 'timeout'}));
      signal.addEventListener('abort', onAbort, {once: true});
      webSocket.once('unexpected-response', (_, response) => {
        const {statusCode = 0} = response;
        fail(new Fault('hub/unreachable', {address: place, reason: 'no hub', status: statusCode}));
      });
      webSocket.once('error', cause => {
        // The key was the hub's, so these words of the WebSocket handshake are the hub's too.
        const code = /subprotocol/.test(cause.message) ? 'wire/version' : 'hub/unreachable';
        const offered = this.#versions.join(',');
        fail(new Fault(code, {address: place, reason: cause.message, offered}, {cause}));
      });
      webSocket.once('open', () => {
        signal.removeEventListener('abort', onAbort);
        const agreement = agreeOnLanVersion([webSocket.protocol], this.#versions);
        if (agreement.kind === 'agreed') resolve(connection.opened(agreement.version));
        else fail(new Fault('wire/version', {address: place, offered: this.#versions.join(',')}));
      });
    });
  }
}
