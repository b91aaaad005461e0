import {type Bytes, fromBase64Url, toBase64Url} from '@holdfast/std';
import type {CodeDesk, CodeTalk} from '@holdfast/trust';
import {
  type ChannelBinding,
  type ConfirmCode,
  type HubToTerminal,
  LAN_PROTOCOL_VERSION,
  type LanCloseReason,
  type PairByCode,
} from '@holdfast/wire';

const V = LAN_PROTOCOL_VERSION;

/** What a fake hub's end of a pairing by code needs of its session. */
export interface FakeCodeSession {
  readonly desk: CodeDesk;
  readonly nonce: Bytes;
  readonly keyPin: Bytes;
  readonly channel: ChannelBinding;
  say(message: HubToTerminal): void;
  end(reason: LanCloseReason): void;
  /** What the hub says to a till that the manager let in. */
  paired(asked: PairByCode): Promise<HubToTerminal>;
}

/** A fake hub's end of a pairing by code, with the real desk behind it. */
export class FakeCodeDoor {
  readonly #session: FakeCodeSession;
  #talk: {readonly asked: PairByCode; readonly talk: CodeTalk} | undefined;

  constructor(session: FakeCodeSession) {
    this.#session = session;
  }

  async begin(asked: PairByCode): Promise<void> {
    const {desk, nonce, channel, keyPin} = this.#session;
    const answer = await desk.begin({claim: asked, nonce, channel, keyPin, address: '192.0.2.9'});
    if (answer.kind === 'refused') this.#refuse(answer.reason);
    else if (answer.kind === 'wait') this.#session.end('tooBusy');
    else {
      const {talk} = answer;
      this.#talk = {asked, talk};
      const share = toBase64Url(talk.share);
      this.#session.say({v: V, type: 'codeShare', share, keyPin: toBase64Url(keyPin)});
    }
  }

  async confirm(guess: ConfirmCode): Promise<void> {
    if (!this.#talk) return;
    const {asked, talk} = this.#talk;
    const answer = await talk.confirm(guess);
    if (answer.kind === 'refused') {
      this.#refuse(answer.reason);
      return;
    }
    const confirmation = toBase64Url(answer.confirmation);
    const {windowMs} = answer;
    this.#session.say({v: V, type: 'codeConfirmed', confirmation, windowMs});
    const decision = await answer.decision;
    if (decision.kind === 'closed') {
      this.#refuse(decision.reason);
      return;
    }
    const paired = await this.#session.paired(asked);
    await answer.admitted();
    this.#session.say(paired);
  }

  /** The line is gone. */
  ended(): void {
    this.#talk?.talk.end();
  }

  #refuse(detail: string): void {
    this.#session.say({v: V, type: 'refused', reason: 'pairingRefused', detail});
    this.#session.end('pairingRefused');
  }
}

/** The bytes of a key that a message carries. */
export function keyBytes({publicKey}: PairByCode): Bytes {
  return fromBase64Url(publicKey.bytes) ?? new Uint8Array();
}
