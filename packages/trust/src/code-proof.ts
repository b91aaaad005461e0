import {type Bytes, type Random, utf8Encode} from '@holdfast/std';
import {
  type CpaceHalf,
  type CpaceMessage,
  cpaceConfirmation,
  cpaceKey,
  cpaceSecret,
  drawCpaceHalf,
} from './pake/cpace.ts';

const NOTHING = new Uint8Array();

/** What one conversation about a code stands on. */
export interface CodeConversation {
  /** The eight digits, as a person reads or types them. */
  readonly code: string;
  /** Who talks to whom over what: `codeChannelIdentifier` of the wire. */
  readonly channel: Uint8Array;
  /** The hub's nonce: drawn for this connection. */
  readonly session: Uint8Array;
}

/** Both sides' last words: what the initiator sends, and what the responder answers. */
export interface CodeConfirmations {
  readonly initiator: Bytes;
  readonly responder: Bytes;
}

/**
 * One side's half of a conversation about a code, by CPace (docs/adr/0022). Nobody who listens, and
 * neither side alone, learns anything of the code but whether one guess was right.
 */
export class CodeHalf {
  readonly share: Bytes;
  readonly #half: CpaceHalf;
  readonly #session: Uint8Array;

  constructor(random: Random, {code, channel, session}: CodeConversation) {
    this.#session = session;
    this.#half = drawCpaceHalf(random, {password: utf8Encode(code), channel, session});
    this.share = this.#half.share;
  }

  /** The till's end: it spoke first. `undefined` for a share that nobody honest sends. */
  asInitiator(responder: CpaceMessage): CodeConfirmations | undefined {
    const initiator = {share: this.share, associated: NOTHING};
    return this.#confirmations({theirs: responder.share, initiator, responder});
  }

  /** The hub's end; `associated` is what it said beside its share. */
  asResponder(theirs: {
    readonly share: Uint8Array;
    readonly associated: Uint8Array;
  }): CodeConfirmations | undefined {
    const initiator = {share: theirs.share, associated: NOTHING};
    const responder = {share: this.share, associated: theirs.associated};
    return this.#confirmations({theirs: theirs.share, initiator, responder});
  }

  #confirmations(said: {
    readonly theirs: Uint8Array;
    readonly initiator: CpaceMessage;
    readonly responder: CpaceMessage;
  }): CodeConfirmations | undefined {
    const secret = cpaceSecret(this.#half.scalar, said.theirs);
    if (!secret) return undefined;
    const session = this.#session;
    const {initiator, responder} = said;
    const key = cpaceKey({session, secret, initiator, responder});
    return {
      initiator: cpaceConfirmation({session, key, message: initiator}),
      responder: cpaceConfirmation({session, key, message: responder}),
    };
  }
}
