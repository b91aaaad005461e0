import {type Digest, fromBase64Url, type Random, type SigningKey, toBase64Url} from '@holdfast/std';
import {
  type ChannelBinding,
  type CodeShare,
  type ConfirmCode,
  codeChannelIdentifier,
  type HubId,
  LAN_PROTOCOL_VERSION,
  type PairByCode,
  pairingProofMessage,
} from '@holdfast/wire';
import {CodeHalf} from './code-proof.ts';
import {publicKeyText} from './public-key-text.ts';

const V = LAN_PROTOCOL_VERSION;

/** What a till that guesses a code knows, and what it takes the other side for. */
export interface Guess {
  readonly code: string;
  readonly key: SigningKey;
  readonly nonce: Uint8Array;
  readonly hubId: HubId;
  readonly channel: ChannelBinding;
  readonly workstationId?: string;
  readonly name?: string;
}

/** A till's end of one conversation about a code, message by message, honest or not. */
export class CodeGuesser {
  readonly #tools: {readonly digest: Digest; readonly random: Random};
  readonly #guess: Guess & {readonly workstationId: string; readonly name: string};
  readonly #half: CodeHalf;

  constructor(tools: {readonly digest: Digest; readonly random: Random}, guess: Guess) {
    const {workstationId = 'W01', name = 'Lane 1'} = guess;
    this.#tools = tools;
    this.#guess = {...guess, workstationId, name};
    const {publicKey} = guess.key;
    const about = {publicKey, workstationId, name, hubId: guess.hubId, channel: guess.channel};
    const channel = codeChannelIdentifier(tools.digest, about);
    this.#half = new CodeHalf(tools.random, {code: guess.code, channel, session: guess.nonce});
  }

  get pairByCode(): PairByCode {
    const {workstationId, name, key} = this.#guess;
    const share = toBase64Url(this.#half.share);
    const publicKey = publicKeyText(key.publicKey);
    return {v: V, type: 'pairByCode', workstationId, name, publicKey, share};
  }

  /** The guess, and what the hub will answer if it is right. */
  async confirmCode(
    said: Pick<CodeShare, 'share' | 'keyPin'>,
    signer: SigningKey = this.#guess.key,
  ): Promise<{readonly message: ConfirmCode; readonly expected: string}> {
    const {nonce, hubId, workstationId} = this.#guess;
    const [share, associated] = [fromBase64Url(said.share), fromBase64Url(said.keyPin)];
    if (!share || !associated) throw new TypeError('a share of the wire is base64url');
    const confirmations = this.#half.asInitiator({share, associated});
    if (!confirmations) throw new TypeError('a hub sends elements of the group');
    const proved = pairingProofMessage(this.#tools.digest, {nonce, hubId, workstationId});
    return {
      message: {
        v: V,
        type: 'confirmCode',
        confirmation: toBase64Url(confirmations.initiator),
        proof: toBase64Url(await signer.sign(proved)),
      },
      expected: toBase64Url(confirmations.responder),
    };
  }
}
