import {
  type Bytes,
  type Digest,
  Fault,
  fromBase64Url,
  type PublicKey,
  type SignatureVerifier,
  type SigningKey,
  toBase64Url,
  utf8Decode,
  utf8Encode,
} from '@holdfast/std';
import {
  answerSigningMessage,
  HUB_HEADER,
  type HubId,
  requestSigningMessage,
  SEGMENT_MEDIA_TYPE,
  SIGNATURE_HEADER,
  WAN_PATHS,
  WIRE_LIMITS,
} from '@holdfast/wire';
import type {WanAnswer, WanRequest} from './ports.ts';

export interface GatewayProtocolPorts {
  readonly digest: Digest;
  readonly verifier: SignatureVerifier;
  readonly hubId: HubId;
  /** The hub's identity key: signs requests. */
  readonly hubKey: SigningKey;
  /** The pinned key of the gateway: signs answers. */
  readonly gatewayPublicKey: PublicKey;
}

/**
 * What is said to the gateway and what is believed of it: requests signed, answers only with its
 * signature.
 */
export class GatewayProtocol {
  readonly #ports: GatewayProtocolPorts;

  constructor(ports: GatewayProtocolPorts) {
    this.#ports = ports;
  }

  get hubId(): HubId {
    return this.#ports.hubId;
  }

  /** A segment is signed in itself. */
  segment(body: Bytes): WanRequest {
    const headers = {[HUB_HEADER]: this.#ports.hubId};
    return {path: WAN_PATHS.segments, mediaType: SEGMENT_MEDIA_TYPE, body, headers};
  }

  async message(path: string, message: object): Promise<WanRequest> {
    const {digest, hubId, hubKey} = this.#ports;
    const body = utf8Encode(JSON.stringify(message));
    const signature = await hubKey.sign(requestSigningMessage(digest, {path, body}));
    const headers = {[HUB_HEADER]: hubId, [SIGNATURE_HEADER]: toBase64Url(signature)};
    return {path, mediaType: 'application/json', body, headers};
  }

  /**
   * The JSON of a good answer to this very request. Throws `gateway/untrusted` for what the gateway
   * did not sign, whatever its status; `gateway/refused` and `gateway/busy` in the gateway's own
   * words.
   * A 413 that nobody signed is a proxy's, and is taken at its word: a smaller request may pass.
   */
  async believe(request: WanRequest, answer: WanAnswer): Promise<unknown> {
    const {status, body} = answer;
    if (!(await this.#isSigned(request, answer))) {
      if (status === 413) throw new Fault('gateway/refused', {reason: 'tooLarge', signed: false});
      throw new Fault('gateway/untrusted', {status});
    }
    const content = parseJson(body);
    if (status >= 200 && status < 300) return content;
    if (status === 408 || status === 429 || status >= 500) {
      throw new Fault('gateway/busy', {status, reason: titleOf(content)});
    }
    const reason = REFUSALS.get(status) ?? titleOf(content);
    throw new Fault('gateway/refused', {status, reason, detail: titleOf(content), signed: true});
  }

  async #isSigned({body: request}: WanRequest, {body: answer, signature}: WanAnswer) {
    const {digest, verifier, gatewayPublicKey: publicKey} = this.#ports;
    const bytes = fromBase64Url(signature);
    if (!bytes || answer.length > WIRE_LIMITS.wanAnswerBytesMax) return false;
    const message = answerSigningMessage(digest, {request, answer});
    return verifier.verify({publicKey, message, signature: bytes});
  }
}

const REFUSALS: ReadonlyMap<number, string> = new Map([
  [401, 'unauthorized'],
  [403, 'unauthorized'],
  [413, 'tooLarge'],
  [426, 'version'],
]);

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8Decode(bytes));
  } catch (cause) {
    throw new Fault('wire/malformed', {what: 'gateway answer'}, {cause});
  }
}

/** RFC 9457 §3.1: the short summary of a problem. */
function titleOf(content: unknown): string {
  if (typeof content !== 'object' || content === null || !('title' in content)) return '';
  return typeof content.title === 'string' ? content.title.slice(0, 200) : '';
}
