import {Fault, formatIssue} from '@holdfast/std';
import type {HubConnection} from '@holdfast/terminal-sdk';
import {
  encodeLanMessage,
  type HubToTerminal,
  LAN_CLOSE_CODES,
  parseHubMessage,
  type TerminalToHub,
  type UnknownMessage,
  WIRE_LIMITS,
} from '@holdfast/wire';

/** A browser cannot stop reading a socket. More unread than this is no hub's: the socket is cut. */
const UNREAD_MAX = 1_024;
/** More unsent than this, and the hub does not read: the socket is cut. One window always fits. */
const UNSENT_BYTES_MAX = 16 * 1024 * 1024;
/** RFC 6455 §7.4.1: a close frame without a code, and no close frame. Neither is the hub's word. */
const NOBODYS_CODES: readonly number[] = [1005, 1006];

/** An open browser WebSocket as the terminal sees it: parsed messages in order, all bounded. */
export class BrowserHubConnection implements HubConnection {
  readonly version: number;
  readonly origin: string;
  readonly #socket: WebSocket;
  #unread: (HubToTerminal | UnknownMessage)[] = [];
  #changed = Promise.withResolvers<void>();
  #fault: Fault | undefined;
  #closeCode: number | undefined;
  #ended = false;

  constructor(socket: WebSocket, agreed: {readonly version: number; readonly origin: string}) {
    this.version = agreed.version;
    this.origin = agreed.origin;
    this.#socket = socket;
    socket.addEventListener('message', event => this.#receive(event.data));
    socket.addEventListener('close', ({code}) => {
      this.#closeCode = NOBODYS_CODES.includes(code) ? undefined : code;
      this.#end();
    });
  }

  send(message: TerminalToHub): void {
    if (this.#ended || this.#socket.readyState !== WebSocket.OPEN) return;
    if (this.#socket.bufferedAmount > UNSENT_BYTES_MAX) this.close();
    else this.#socket.send(encodeLanMessage(message));
  }

  async *messages(): AsyncIterable<HubToTerminal | UnknownMessage> {
    for (;;) {
      const message = this.#unread.shift();
      if (message) yield message;
      else if (this.#fault) throw this.#fault;
      else if (this.#ended) return;
      else await this.#changed.promise;
    }
  }

  closeCode(): number | undefined {
    return this.#closeCode;
  }

  close(): void {
    this.#closeWith(1000);
  }

  #receive(data: unknown): void {
    if (this.#ended) return;
    const isFrame = typeof data === 'string' && data.length <= WIRE_LIMITS.lanFrameBytesMax;
    const parsed = isFrame ? parseHubMessage(data) : undefined;
    if (!parsed?.ok) {
      const reason = parsed ? formatIssue(parsed.issue) : 'frames are text of limited length';
      this.#fault = new Fault('wire/malformed', {what: 'hub message', reason});
      this.#closeWith(LAN_CLOSE_CODES.malformed.code);
      return;
    }
    if (this.#unread.push(parsed.value) > UNREAD_MAX) this.close();
    this.#notify();
  }

  /** Ends for the reader at once: a dead network lets the browser wait a minute for its close. */
  #closeWith(code: number): void {
    if (this.#ended) return;
    this.#end();
    this.#socket.close(code);
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
