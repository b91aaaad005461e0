import {
  type Bytes,
  equalBytes,
  Fault,
  fromBase64Url,
  type Log,
  type PublicKey,
  toBase64Url,
} from '@holdfast/std';
import {type Applicant, askForAdmission, type EnrolmentProof} from '@holdfast/uplink';
import {
  claimCodeProof,
  type Enrolled,
  type EnrolmentLink,
  enrolmentCodeProof,
  type GatewayIncarnation,
  type TakenOver,
} from '@holdfast/wire';
import {HttpsWay} from './https-way.ts';
import type {WayOut} from './source-address.ts';

interface EnrolTools extends Applicant {
  readonly out: WayOut;
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
    throw new Fault('gateway/untrusted', {
      reason: 'it is another head office than that of the hub before',
    });
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
  if (!takenOver) {
    throw new Fault('gateway/untrusted', {reason: 'the answer hands nothing over'});
  }
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
    readonly proof: EnrolmentProof;
    readonly signal: AbortSignal;
  },
): Promise<Enrolment & Pick<Enrolled, 'takenOver'>> {
  const {out, log} = options;
  const once = {name: 'enrolment', metered: false, priority: 1};
  const way = new HttpsWay({...once, out, doors, keyPin, log});
  try {
    const asked = {applicant: options, proof};
    const {enrolled, gatewayPublicKey} = await askForAdmission(way, asked, signal);
    const {gatewayIncarnation, retailStoreId, sealingPublicKey, takenOver} = enrolled;
    return {
      ...{doors, keyPin, gatewayPublicKey, gatewayIncarnation, retailStoreId, takenOver},
      sealingPublicKey:
        sealingPublicKey === undefined ? undefined : fromBase64Url(sealingPublicKey),
    };
  } finally {
    await way.close();
  }
}
