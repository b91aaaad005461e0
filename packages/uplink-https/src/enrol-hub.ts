import {
  type Bytes,
  type Digest,
  equalBytes,
  Fault,
  fromBase64Url,
  type Log,
  type PublicKey,
  type SignatureVerifier,
  type SigningKey,
  toBase64Url,
  utf8Decode,
  utf8Encode,
} from '@holdfast/std';
import {parsePublicKeyText, publicKeyText} from '@holdfast/trust';
import {
  answerSigningMessage,
  claimCodeProof,
  type Enrol,
  type Enrolled,
  type EnrolmentLink,
  enrolledSchema,
  enrolmentCodeProof,
  enrolmentProofMessage,
  type GatewayIncarnation,
  hubIdOf,
  type TakenOver,
  WAN_PATHS,
  WAN_PROTOCOL_VERSION,
} from '@holdfast/wire';
import * as z from 'zod';
import {HttpsWay} from './https-way.ts';
import type {WayOut} from './source-address.ts';

interface EnrolTools {
  readonly identity: SigningKey;
  readonly retailStoreId: string;
  readonly name: string;
  readonly out: WayOut;
  readonly digest: Digest;
  readonly verifier: SignatureVerifier;
  readonly log: Log;
}

export interface EnrolHubOptions extends EnrolTools {
  readonly link: EnrolmentLink;
}

export interface EnrolByChangeOptions extends EnrolTools {
  /** Head office, as the hub before had pinned it. */
  readonly known: Pick<Enrolment, 'doors' | 'keyPin' | 'gatewayPublicKey'>;
  /** The change of hub by which this one took over its store, base64url. */
  readonly change: string;
}

/** Why head office should let a hub in. */
type Proof = {readonly codeProof: Bytes} & Pick<Enrol, 'change' | 'claim'>;

/** What a hub keeps of its head office, and pins from then on. */
export interface Enrolment {
  readonly doors: readonly string[];
  readonly keyPin: Uint8Array<ArrayBuffer> | undefined;
  readonly gatewayPublicKey: PublicKey;
  readonly gatewayIncarnation: GatewayIncarnation;
  readonly retailStoreId: string;
  /** X25519. `undefined` where head office has not said it yet. */
  readonly sealingPublicKey: Bytes | undefined;
}

/**
 * Enrols a hub by a one-time link. The gateway's TLS key is compared with the link's pin, its
 * answer with the key that the answer names. Throws `enrolment/refused` with head office's reason,
 * `gateway/busy`, `gateway/untrusted` or `gateway/unreachable`. Asked again with the same hub key
 * after a lost answer, the gateway answers the same.
 */
export async function enrolHub(options: EnrolHubOptions, signal: AbortSignal): Promise<Enrolment> {
  const {link, identity, digest} = options;
  const codeProof = enrolmentCodeProof(digest, {code: link.code, hubPublicKey: identity.publicKey});
  const door = {doors: doorsOf(link), keyPin: link.keyPin, signal};
  const {takenOver: _, ...enrolment} = await ask(options, {...door, proof: {codeProof}});
  return enrolment;
}

/**
 * Makes a hub that took over its store known to head office, by the change of hub instead of a
 * code. Throws as {@link enrolHub} does, and `gateway/untrusted` for another head office than the
 * one before.
 */
export async function enrolByChange(
  options: EnrolByChangeOptions,
  signal: AbortSignal,
): Promise<Enrolment> {
  const {known, change, digest} = options;
  const bytes = fromBase64Url(change);
  if (!bytes) throw new Fault('wire/malformed', {what: 'change of hub', reason: 'not base64url'});
  const proof = {codeProof: digest.sha256(bytes), change};
  const {doors, keyPin, gatewayPublicKey} = known;
  const {takenOver: _, ...enrolment} = await ask(options, {doors, keyPin, proof, signal});
  if (!equalBytes(enrolment.gatewayPublicKey.bytes, gatewayPublicKey.bytes)) {
    throw untrusted('it is another head office than that of the hub before');
  }
  return enrolment;
}

/**
 * Takes a store over by a one-time claim link: this machine is its hub from then on. What is secret
 * in the answer is sealed for `readerPublicKey`. Throws as {@link enrolHub} does; a claim whose
 * answer was lost is spent, and a blank machine needs another link.
 */
export async function claimStore(
  options: EnrolHubOptions & {readonly readerPublicKey: Bytes},
  signal: AbortSignal,
): Promise<{readonly enrolment: Enrolment; readonly takenOver: TakenOver}> {
  const {link, identity, digest, readerPublicKey} = options;
  const {publicKey: hubPublicKey} = identity;
  const codeProof = claimCodeProof(digest, {code: link.code, hubPublicKey, readerPublicKey});
  const claim = {readerPublicKey: toBase64Url(readerPublicKey)};
  const door = {doors: doorsOf(link), keyPin: link.keyPin, signal};
  const {takenOver, ...enrolment} = await ask(options, {...door, proof: {codeProof, claim}});
  if (!takenOver) throw untrusted('the answer hands nothing over');
  return {enrolment, takenOver};
}

function doorsOf({host, port}: EnrolmentLink): string[] {
  return [`https://${host.includes(':') ? `[${host}]` : host}:${port}`];
}

async function ask(
  options: EnrolTools,
  {
    doors,
    keyPin,
    proof,
    signal,
  }: {
    readonly doors: readonly string[];
    readonly keyPin: Enrolment['keyPin'];
    readonly proof: Proof;
    readonly signal: AbortSignal;
  },
): Promise<Enrolment & Pick<Enrolled, 'takenOver'>> {
  const {out, log} = options;
  const once = {name: 'enrolment', metered: false, priority: 1};
  const way = new HttpsWay({...once, out, doors, keyPin, log});
  try {
    const body = utf8Encode(JSON.stringify(await enrolRequest(options, proof)));
    const path = WAN_PATHS.enrolments;
    const answer = await way.exchange(
      {path, mediaType: 'application/json', body, headers: {}},
      signal,
    );
    const {status} = answer;
    if (status >= 400) {
      const reason = problemTitle(answer.body) ?? `status ${status}`;
      const busy = status === 408 || status === 429 || status >= 500;
      throw new Fault(busy ? 'gateway/busy' : 'enrolment/refused', {status, reason});
    }
    const enrolled = enrolledSchema.safeParse(readJson(answer.body));
    if (!enrolled.success) throw untrusted('the answer is not that of a gateway');
    const gatewayPublicKey = parsePublicKeyText(enrolled.data.gatewayPublicKey);
    const signature = fromBase64Url(answer.signature);
    if (!gatewayPublicKey.ok || !signature) throw untrusted('the answer is not signed');
    const signed = await options.verifier.verify({
      publicKey: gatewayPublicKey.value,
      message: answerSigningMessage(options.digest, {request: body, answer: answer.body}),
      signature,
    });
    if (!signed) throw untrusted('the answer is not signed by the key it names');
    const {gatewayIncarnation, retailStoreId, sealingPublicKey, takenOver} = enrolled.data;
    return {
      doors,
      keyPin,
      gatewayPublicKey: gatewayPublicKey.value,
      gatewayIncarnation,
      retailStoreId,
      takenOver,
      sealingPublicKey:
        sealingPublicKey === undefined ? undefined : fromBase64Url(sealingPublicKey),
    };
  } finally {
    await way.close();
  }
}

async function enrolRequest(options: EnrolTools, {codeProof, ...more}: Proof): Promise<Enrol> {
  const {identity, retailStoreId, name, digest} = options;
  const hubId = hubIdOf(digest, identity.publicKey);
  const proof = await identity.sign(
    enrolmentProofMessage(digest, {hubId, retailStoreId, codeProof}),
  );
  return {
    v: WAN_PROTOCOL_VERSION,
    type: 'enrol',
    hubId,
    hubPublicKey: publicKeyText(identity.publicKey),
    retailStoreId,
    name,
    codeProof: toBase64Url(codeProof),
    proof: toBase64Url(proof),
    ...more,
  };
}

function untrusted(reason: string): Fault {
  return new Fault('gateway/untrusted', {reason});
}

function readJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8Decode(bytes));
  } catch {
    return undefined;
  }
}

const problemSchema = z.object({title: z.string().max(500)});

/** RFC 9457 §3.1.3. */
function problemTitle(bytes: Uint8Array): string | undefined {
  return problemSchema.safeParse(readJson(bytes)).data?.title;
}
