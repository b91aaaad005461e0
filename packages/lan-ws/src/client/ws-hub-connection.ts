import {assert, Fault, formatIssue} from '@holdfast/std';
import type {HubConnection} from '@holdfast/terminal-sdk';
import {
  encodeLanMessage,
  type HubToTerminal,
  LAN_CLOSE_CODES,
  parseHubMessage,
  type TerminalToHub,
  type UnknownMessage,
} from '@holdfast/wire';
import type {RawData, WebSocket} from 'ws';

/** More unread than this, and the socket is not read until somebody catches up. */
const UNREAD_MAX = 64;
/** More unsent than this, and the hub does not read: the socket is cut. One window always fits. */
const UNSENT_BYTES_MAX = 16 * 1024 * 1024;
/** How long a closing handshake may take before the socket is cut. */
const CLOSE_MS = 1_000;

/**
 * RFC 6455 §7.4.1: no code in the close frame; no close frame at all. Neither is the hub's word.
 */
const NOBODYS_CODES: readonly number[] = [1005, 1006];

/** A WebSocket as the terminal sees it: parsed messages in order, both directions bounded. */
export class WsHubConnection implements HubConnection {
  readonly origin = '';
  readonly #socket: WebSocket;
  #version = 0;
  #unread: (HubToTerminal | UnknownMessage)[] = [];
  #changed = Promise.withResolvers<void>();
  #fault: Fault | undefined;
  #closeCode: number | undefined;
  #ended = false;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    socket.on('error', () => {}); // its close follows
    socket.on('close', code => {
      this.#closeCode ??= NOBODYS_CODES.includes(code) ? undefined : code;
      this.#end();
    });
  }

  /** The WebSocket is open, and this is what it speaks. */
  opened(version: number): this {
    this.#version = version;
    return this;
  }

  get version(): number {
    assert(this.#version > 0, 'a connection is used once it is open');
    return this.#version;
  }

  send(message: TerminalToHub): void {
    if (this.#ended || this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#socket.bufferedAmount > UNSENT_BYTES_MAX) this.#socket.terminate();
    else this.#socket.send(encodeLanMessage(message));
  }

  async *messages(): AsyncIterable<HubToTerminal | UnknownMessage> {
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

  closeCode(): number | undefined {
    return this.#closeCode;
  }

  close(): void {
    this.#closeWith(1000);
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (this.#ended) return;
    const parsed = isBinary ? undefined : parseHubMessage(String(data));
    if (!parsed?.ok) {
      const reason = parsed ? formatIssue(parsed.issue) : 'frames are text';
      this.#fault = new Fault('wire/malformed', {what: 'hub message', reason});
      this.#closeWith(LAN_CLOSE_CODES.malformed.code);
      return;
    }
    this.#unread.push(parsed.value);
    if (this.#unread.length >= UNREAD_MAX) this.#socket.pause();
    this.#notify();
  }

  /**
   * Nothing more is read at once; the socket goes as soon as the other side lets it, or a bit
   * later.
   */
  #closeWith(code: number): void {
    if (this.#ended) return;
    this.#end();
    // A paused socket would never see the other side's close.
    if (this.#socket.isPaused) this.#socket.resume();
    this.#socket.close(code);
    const cut = setTimeout(() => this.#socket.terminate(), CLOSE_MS);
    cut.unref();
    this.#socket.once('close', () => clearTimeout(cut));
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
