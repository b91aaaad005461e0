import type {StandbyConnection} from '@holdfast/standby';
import {encodeSegmentFrame, type HubToStandby} from '@holdfast/wire';
import type {WebSocket} from 'ws';

/** How long a closing handshake may take before the socket is cut. */
const CLOSE_MS = 2_000;
/** More unsent than this, and the standby does not read: the socket is cut. Two segments fit. */
const UNSENT_BYTES_MAX = 20 * 1024 * 1024;
/** RFC 6455 §7.4.2: the first code that is left to applications. */
const CLOSE_CODE = 4000;

/** A standby's WebSocket as the hub sees it. */
export class WsStandbyConnection implements StandbyConnection {
  readonly address: string;
  readonly #socket: WebSocket;

  constructor(socket: WebSocket, address: string) {
    this.#socket = socket;
    this.address = address;
  }

  send(message: HubToStandby): void {
    this.#send(JSON.stringify(message));
  }

  sendSegment(frame: Parameters<StandbyConnection['sendSegment']>[0]): void {
    this.#send(encodeSegmentFrame(frame));
  }

  close(detail: string): void {
    // RFC 6455 §5.5: a close frame's reason has 123 bytes at most.
    const text = Buffer.from(detail)
      .subarray(0, 120)
      .toString('utf8')
      .replace(/\uFFFD+$/, '');
    this.#socket.close(CLOSE_CODE, text);
    const cut = setTimeout(() => this.#socket.terminate(), CLOSE_MS);
    cut.unref();
    this.#socket.once('close', () => clearTimeout(cut));
  }

  #send(data: string | Uint8Array): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#socket.bufferedAmount > UNSENT_BYTES_MAX) this.#socket.terminate();
    else this.#socket.send(data);
  }
}
