import {utf8Encode} from '@holdfast/std';
import type {HubToTerminal, LanCloseReason} from '@holdfast/wire';
import type {TerminalConnection} from './ports.ts';

/** A socket in memory: remembers what the hub said, in order, and how it was closed. */
export class FakeConnection implements TerminalConnection {
  readonly peer: {readonly address: string; readonly origin: string};
  readonly version = 1;
  readonly heard: HubToTerminal[] = [];
  closedWith: {readonly reason: LanCloseReason; readonly detail: string} | undefined;
  /** Set it to play a terminal that does not read. */
  unreadBytes = 0;

  constructor(origin = '', {address = '192.168.8.31'}: {readonly address?: string} = {}) {
    this.peer = {address, origin};
  }

  /** Both ends of one connection know the same. */
  channel() {
    const keyPin = utf8Encode('the pin of the TLS key of a hub.');
    const exporter = utf8Encode('what only this connection knows.');
    const {origin} = this.peer;
    if (origin !== '') return {keyPin, binding: {kind: 'origin', origin} as const};
    return {keyPin, binding: {kind: 'tls', keyPin, exporter} as const};
  }

  send(message: HubToTerminal): void {
    this.heard.push(message);
  }

  bufferedBytes(): number {
    return this.unreadBytes;
  }

  close(reason: LanCloseReason, detail = ''): void {
    this.closedWith ??= {reason, detail};
  }

  /** The messages of one type, oldest first. */
  of<T extends HubToTerminal['type']>(type: T): Extract<HubToTerminal, {type: T}>[] {
    return this.heard.filter(
      (message): message is Extract<HubToTerminal, {type: T}> => message.type === type,
    );
  }
}
