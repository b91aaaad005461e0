import type {TLSSocket} from 'node:tls';
import type {TerminalConnection} from '@holdfast/ingest';
import {channelExporter, ownKeyPin} from '@holdfast/platform-node';
import {assert} from '@holdfast/std';
import {
  encodeLanMessage,
  type HubToTerminal,
  LAN_CLOSE_CODES,
  type LanCloseReason,
} from '@holdfast/wire';
import type {WebSocket} from 'ws';

/** How long a closing handshake may take before the socket is cut. */
const CLOSE_MS = 2_000;

/** A WebSocket as ingest sees it. */
export class WsConnection implements TerminalConnection {
  readonly peer: {readonly address: string; readonly origin: string};
  readonly version: number;
  readonly #socket: WebSocket;
  readonly #tls: TLSSocket;

  constructor(
    socket: WebSocket,
    facts: {
      readonly peer: {readonly address: string; readonly origin: string};
      readonly version: number;
      /** What the WebSocket runs over. */
      readonly tls: TLSSocket;
    },
  ) {
    this.#socket = socket;
    this.peer = facts.peer;
    this.version = facts.version;
    this.#tls = facts.tls;
  }

  channel(): ReturnType<TerminalConnection['channel']> {
    const keyPin = ownKeyPin(this.#tls);
    assert(keyPin, 'a hub shows a TLS key on its LAN door');
    const {origin} = this.peer;
    if (origin !== '') return {keyPin, binding: {kind: 'origin', origin}};
    return {keyPin, binding: {kind: 'tls', keyPin, exporter: channelExporter(this.#tls)}};
  }

  send(message: HubToTerminal): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(encodeLanMessage(message));
  }

  bufferedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  close(reason: LanCloseReason, detail = ''): void {
    // RFC 6455 §5.5: a close frame's reason has 123 bytes at most.
    const text = Buffer.from(detail)
      .subarray(0, 120)
      .toString('utf8')
      .replace(/\uFFFD+$/, '');
    this.#socket.close(LAN_CLOSE_CODES[reason].code, text);
    const cut = setTimeout(() => this.#socket.terminate(), CLOSE_MS);
    cut.unref();
    this.#socket.once('close', () => clearTimeout(cut));
  }
}
