import type {TerminalConnection} from '@holdfast/ingest';
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
  readonly channel: TerminalConnection['channel'];

  constructor(
    socket: WebSocket,
    facts: {
      readonly peer: {readonly address: string; readonly origin: string};
      readonly version: number;
      readonly channel: TerminalConnection['channel'];
    },
  ) {
    this.#socket = socket;
    this.peer = facts.peer;
    this.version = facts.version;
    this.channel = facts.channel;
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
