import type {HubConnection, SegmentFrame} from '@holdfast/standby';
import {type Bytes, Fault, formatIssue} from '@holdfast/std';
import {formatAddress, type HubAddress} from '@holdfast/terminal-sdk';
import {
  decodeSegmentFrame,
  type HubId,
  type HubToStandby,
  parseHubToStandby,
  STANDBY_PATH,
  STANDBY_SUBPROTOCOL,
  type StandbyToHub,
  WIRE_LIMITS,
} from '@holdfast/wire';
import {type RawData, WebSocket} from 'ws';
import {connectPinned} from './pinned-socket.ts';

const CONNECT_MS = 3_000;
/** Segments that wait to be stored, and the socket is not read until they are. */
const UNREAD_MAX = 4;
const CLOSE_MS = 1_000;

/**
 * Connects to a hub as its standby: over TLS whose key is compared by hand with the pin, or with
 * what the hub's identity has signed, before a byte leaves. Throws `hub/unreachable`,
 * `hub/untrusted`.
 */
export async function connectStandby(target: {
  readonly address: HubAddress;
  readonly hubId: HubId;
  readonly keyPin: Bytes;
  readonly signal: AbortSignal;
}): Promise<HubConnection> {
  const {address} = target;
  const signal = AbortSignal.any([target.signal, AbortSignal.timeout(CONNECT_MS)]);
  const socket = await connectPinned({...target, signal});
  const place = formatAddress(address);
  // The scheme says ws because the socket handed in is already secure. RFC 6874: no zone in a URL.
  const url = `ws://${place.replace(/%[^\]]*/, '')}${STANDBY_PATH}`;
  const webSocket = new WebSocket(url, [STANDBY_SUBPROTOCOL], {
    createConnection: () => socket,
    perMessageDeflate: false,
    maxPayload: WIRE_LIMITS.standbyFrameBytesMax,
    followRedirects: false,
  });
  const connection = new WsHubOfStandby(webSocket);
  return await new Promise((resolve, reject) => {
    const fail = (reason: string) => {
      signal.removeEventListener('abort', onAbort);
      connection.close();
      socket.destroy();
      reject(new Fault('hub/unreachable', {address: place, reason}));
    };
    const onAbort = () => fail('timeout');
    signal.addEventListener('abort', onAbort, {once: true});
    webSocket.once('unexpected-response', (_, {statusCode = 0}) => {
      fail(`it takes no standby: ${statusCode}`);
    });
    webSocket.once('error', cause => fail(cause.message));
    webSocket.once('open', () => {
      signal.removeEventListener('abort', onAbort);
      resolve(connection);
    });
  });
}

/** The hub's WebSocket as its standby sees it: parsed frames in order, bounded in memory. */
class WsHubOfStandby implements HubConnection {
  readonly #socket: WebSocket;
  #unread: (HubToStandby | SegmentFrame)[] = [];
  #changed = Promise.withResolvers<void>();
  #fault: Fault | undefined;
  #detail = '';
  #ended = false;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    socket.on('error', () => {}); // its close follows
    socket.on('close', (_, reason) => {
      this.#detail ||= reason.toString('utf8');
      this.#end();
    });
  }

  send(message: StandbyToHub): void {
    if (this.#ended || this.#socket.readyState !== this.#socket.OPEN) return;
    this.#socket.send(JSON.stringify(message));
  }

  async *messages(): AsyncIterable<HubToStandby | SegmentFrame> {
    for (;;) {
      const message = this.#unread.shift();
      if (message) {
        if (this.#unread.length < UNREAD_MAX / 2 && this.#socket.isPaused) this.#socket.resume();
        yield message;
      } else if (this.#fault) {
        throw this.#fault;
      } else if (this.#ended) {
        return;
      } else {
        await this.#changed.promise;
      }
    }
  }

  closeDetail(): string {
    return this.#detail;
  }

  close(): void {
    if (this.#ended) return;
    this.#end();
    // A paused socket would never see the other side's close.
    if (this.#socket.isPaused) this.#socket.resume();
    this.#socket.close(1000);
    const cut = setTimeout(() => this.#socket.terminate(), CLOSE_MS);
    cut.unref();
    this.#socket.once('close', () => clearTimeout(cut));
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (this.#ended) return;
    try {
      this.#unread.push(isBinary ? segmentOf(data) : messageOf(String(data)));
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.#fault = error;
      this.close();
      return;
    }
    if (this.#unread.length >= UNREAD_MAX) this.#socket.pause();
    this.#notify();
  }

  #end(): void {
    this.#ended = true;
    this.#notify();
  }

  #notify(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }
}

function segmentOf(data: RawData): SegmentFrame {
  if (!Buffer.isBuffer(data)) throw new Fault('wire/malformed', {what: 'segment frame'});
  return {type: 'segment', ...decodeSegmentFrame(new Uint8Array(data))};
}

function messageOf(text: string): HubToStandby {
  const message = parseHubToStandby(text);
  if (message.ok) return message.value;
  const reason = formatIssue(message.issue);
  throw new Fault('wire/malformed', {what: 'hub message', reason});
}
