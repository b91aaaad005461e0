import type {ConnectionEvents, TerminalConnection} from '@holdfast/ingest';
import {type Bytes, Fault, formatIssue} from '@holdfast/std';
import type {UnprovenConnection} from '@holdfast/terminal-sdk';
import {
  type ChannelBinding,
  encodeLanMessage,
  type HubToTerminal,
  LAN_CLOSE_CODES,
  LAN_PROTOCOL_VERSION,
  type LanCloseReason,
  parseHubMessage,
  type TerminalToHub,
  type UnknownMessage,
} from '@holdfast/wire';
import type {Life} from './life.ts';

/** Sends something one way; it arrives in order, later, or never. */
export interface Wire {
  send(bytes: number, arrive: () => void): void;
  readonly bufferedBytes: number;
}

/** What the two ends of a circuit tell the world. */
export interface CircuitWatch {
  toHub(text: string): void;
  toTill(text: string): void;
  /** Before it travels. */
  hubSays(text: string): void;
  /** The till spoke to a hub that does not know this circuit any more. */
  unknown(): void;
}

interface CircuitParts {
  readonly till: Life;
  readonly hub: Life;
  readonly keyPin: Bytes;
  readonly toHub: Wire;
  readonly toTill: Wire;
  readonly watch: CircuitWatch;
  /** An earlier frame of this till that the hub is to hear once more, after this one. */
  readonly repeated: (text: string) => string | undefined;
  /** Whether some life of the hub's machine is there to say that it knows nothing of this. */
  readonly answers: () => boolean;
}

/**
 * One WebSocket between a till and a hub: in each direction frames arrive in order, or the circuit
 * is cut. Either end may be gone without the other knowing; whoever then speaks to a machine that
 * runs again is told.
 */
export class LanCircuit {
  readonly tillEnd: TillEnd;
  readonly hubEnd: HubEnd;
  readonly #parts: CircuitParts;
  #events: ConnectionEvents | undefined;
  #hubClosed = false;

  constructor(parts: CircuitParts, address: string) {
    this.#parts = parts;
    this.tillEnd = new TillEnd({
      keyPin: parts.keyPin,
      say: text => this.#toHub(text),
      hangUp: () => this.#tillHangsUp(),
    });
    this.hubEnd = new HubEnd(address, {
      keyPin: parts.keyPin,
      say: text => this.#toTill(text),
      hangUp: code => this.#hubHangsUp(code),
      bufferedBytes: () => parts.toTill.bufferedBytes,
    });
  }

  /** The hub listens. */
  attend(events: ConnectionEvents): void {
    this.#events = events;
  }

  /** The line drops it, and both ends notice. */
  cut(): void {
    this.tillEnd.ended(undefined);
    this.#endHub();
  }

  /** A program ended and its system says so for it. */
  reset(side: 'till' | 'hub'): void {
    const {toHub, toTill} = this.#parts;
    if (side === 'till') toHub.send(0, () => this.#endHub());
    else toTill.send(0, () => this.tillEnd.ended(undefined));
  }

  #toHub(text: string): void {
    const {toHub, till, hub, watch, repeated} = this.#parts;
    if (!till.alive) return;
    toHub.send(text.length, () => {
      if (!hub.alive) this.#strange();
      else if (!this.#hubClosed) {
        watch.toHub(text);
        this.#events?.frame(text);
        const again = repeated(text);
        if (again !== undefined) this.#events?.frame(again);
      }
    });
  }

  #toTill(text: string): void {
    const {toTill, till, hub, watch} = this.#parts;
    if (!hub.alive) return;
    watch.hubSays(text);
    toTill.send(text.length, () => {
      if (!till.alive) return;
      watch.toTill(text);
      this.tillEnd.heard(text);
    });
  }

  #strange(): void {
    const {toTill, watch, answers} = this.#parts;
    if (!answers()) return;
    watch.unknown();
    toTill.send(0, () => this.tillEnd.ended(undefined));
  }

  #tillHangsUp(): void {
    this.#parts.toHub.send(0, () => this.#endHub());
  }

  #hubHangsUp(code: number): void {
    const {toTill, toHub, till} = this.#parts;
    toTill.send(0, () => {
      if (till.alive) this.tillEnd.ended(code);
      toHub.send(0, () => this.#endHub());
    });
  }

  #endHub(): void {
    if (this.#hubClosed) return;
    this.#hubClosed = true;
    this.hubEnd.ended();
    if (this.#parts.hub.alive) this.#events?.closed();
  }
}

interface TillLine {
  readonly keyPin: Bytes;
  readonly say: (text: string) => void;
  readonly hangUp: () => void;
}

/** The socket as the till has it. */
class TillEnd implements UnprovenConnection {
  readonly version = LAN_PROTOCOL_VERSION;
  readonly origin = '';
  readonly channel: ChannelBinding;
  readonly #line: TillLine;
  readonly #unread: (HubToTerminal | UnknownMessage)[] = [];
  #changed = Promise.withResolvers<void>();
  #fault: Fault | undefined;
  #code: number | undefined;
  #open = true;

  constructor(line: TillLine) {
    const {keyPin} = line;
    this.channel = {kind: 'tls', keyPin, exporter: keyPin};
    this.#line = line;
  }

  send(message: TerminalToHub): void {
    if (this.#open) this.#line.say(encodeLanMessage(message));
  }

  async *messages(): AsyncIterable<HubToTerminal | UnknownMessage> {
    for (;;) {
      const message = this.#unread.shift();
      if (message) yield message;
      else if (this.#fault) throw this.#fault;
      else if (!this.#open) return;
      else await this.#changed.promise;
    }
  }

  closeCode(): number | undefined {
    return this.#code;
  }

  close(): void {
    if (!this.#open) return;
    this.ended(1000);
    this.#line.hangUp();
  }

  heard(text: string): void {
    if (!this.#open) return;
    const parsed = parseHubMessage(text);
    if (parsed.ok) this.#unread.push(parsed.value);
    else
      this.#fault = new Fault('wire/malformed', {
        what: 'hub message',
        reason: formatIssue(parsed.issue),
      });
    this.#notify();
  }

  ended(code: number | undefined): void {
    if (!this.#open) return;
    this.#open = false;
    this.#code = code;
    this.#notify();
  }

  #notify(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }
}

interface HubLine {
  readonly keyPin: Bytes;
  readonly say: (text: string) => void;
  readonly hangUp: (code: number) => void;
  readonly bufferedBytes: () => number;
}

/** The socket as the hub has it. */
class HubEnd implements TerminalConnection {
  readonly peer: {readonly address: string; readonly origin: string};
  readonly version = LAN_PROTOCOL_VERSION;
  readonly #line: HubLine;
  #open = true;

  constructor(address: string, line: HubLine) {
    this.peer = {address, origin: ''};
    this.#line = line;
  }

  channel(): ReturnType<TerminalConnection['channel']> {
    const {keyPin} = this.#line;
    return {keyPin, binding: {kind: 'tls', keyPin, exporter: keyPin}};
  }

  send(message: HubToTerminal): void {
    if (this.#open) this.#line.say(encodeLanMessage(message));
  }

  bufferedBytes(): number {
    return this.#line.bufferedBytes();
  }

  close(reason: LanCloseReason): void {
    if (!this.#open) return;
    this.#open = false;
    this.#line.hangUp(LAN_CLOSE_CODES[reason].code);
  }

  ended(): void {
    this.#open = false;
  }
}
