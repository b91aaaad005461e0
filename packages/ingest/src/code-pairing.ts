import {fromBase64Url, toBase64Url} from '@holdfast/std';
import type {CodeTalk} from '@holdfast/trust';
import {
  type ConfirmCode,
  type HubToTerminal,
  journalIdOf,
  LAN_PROTOCOL_VERSION,
  type LanCloseReason,
  type PairByCode,
} from '@holdfast/wire';
import {admitTerminal} from './admit-terminal.ts';
import type {TerminalConnection} from './ports.ts';
import type {IngestPorts} from './session-host.ts';

const V = LAN_PROTOCOL_VERSION;

/** What a conversation about a code needs of its session. */
export interface CodePairingSession {
  readonly connection: TerminalConnection;
  readonly nonce: Uint8Array;
  send(message: HubToTerminal): void;
  close(reason: LanCloseReason, detail: string): void;
  isClosed(): boolean;
  /** The till has proved the code; from here on it waits for a person. */
  waits(windowMs: number): void;
  /** The till is in: it may authenticate now. */
  paired(): void;
}

/**
 * One till's pairing by code, from its share to the manager's word.
 *
 *   pairByCode ─► codeShare ─► confirmCode ─► codeConfirmed ─ the manager ─► paired
 *       └── no window, busy ──────┴─ a wrong guess ───────────── declined, expired ──► closed
 */
export class CodePairing {
  readonly #ports: IngestPorts;
  readonly #session: CodePairingSession;
  readonly #asked: PairByCode;
  #talk: CodeTalk | undefined;

  constructor(ports: IngestPorts, session: CodePairingSession, asked: PairByCode) {
    this.#ports = ports;
    this.#session = session;
    this.#asked = asked;
  }

  async begin(): Promise<void> {
    const {codeDesk} = this.#ports;
    const {connection, nonce} = this.#session;
    const {keyPin, binding: channel} = connection.channel();
    const {address} = connection.peer;
    const answer = await codeDesk.begin({claim: this.#asked, nonce, channel, keyPin, address});
    if (answer.kind === 'refused') this.#refuse(answer.reason, answer.detail);
    else if (answer.kind === 'wait') this.#session.close('tooBusy', `wait ${answer.forMs} ms`);
    else if (this.#session.isClosed()) answer.talk.end();
    else {
      this.#talk = answer.talk;
      const share = toBase64Url(answer.talk.share);
      this.#session.send({v: V, type: 'codeShare', share, keyPin: toBase64Url(keyPin)});
    }
  }

  /** The guess. A second one, or one before the hub's share, is no message of this conversation. */
  async confirm(guess: ConfirmCode): Promise<void> {
    const talk = this.#talk;
    this.#talk = undefined;
    if (!talk) {
      this.#session.close('malformed', 'confirmCode does not belong here');
      return;
    }
    const answer = await talk.confirm(guess);
    if (answer.kind === 'refused') {
      this.#refuse(answer.reason, answer.detail);
      return;
    }
    if (this.#session.isClosed()) return;
    this.#session.waits(answer.windowMs);
    const confirmation = toBase64Url(answer.confirmation);
    const {windowMs} = answer;
    this.#session.send({v: V, type: 'codeConfirmed', confirmation, windowMs});
    const decision = await answer.decision;
    if (this.#session.isClosed()) return;
    if (decision.kind === 'closed') {
      this.#refuse(decision.reason, '');
      return;
    }
    await this.#admit(answer.admitted);
  }

  /** The socket is gone. */
  ended(): void {
    this.#talk?.end();
  }

  /** In the roster and in the hub's journal first; then the till is told. */
  async #admit(admitted: () => Promise<void>): Promise<void> {
    const {workstationId, name} = this.#asked;
    const {digest} = this.#ports;
    const {algorithm, bytes} = this.#asked.publicKey;
    const key = fromBase64Url(bytes);
    if (!key) throw new TypeError('a till proves a key that can be read');
    const publicKey = {algorithm, bytes: key};
    const journalId = journalIdOf(digest, publicKey);
    const {nonce} = this.#session;
    const till = {workstationId, journalId, publicKey, name};
    const paired = await admitTerminal(this.#ports, {till, nonce});
    await admitted();
    if (this.#session.isClosed()) return;
    this.#session.paired();
    this.#session.send(paired);
  }

  #refuse(reason: string, detail: string): void {
    const {address} = this.#session.connection.peer;
    this.#ports.log.warn('pairing.refused', {reason, address});
    this.#session.close('pairingRefused', detail === '' ? reason : `${reason}: ${detail}`);
  }
}
