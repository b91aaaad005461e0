import {
  assert,
  type Bytes,
  concatBytes,
  equalBytes,
  Fault,
  fromBase64Url,
  type PublicKey,
  toBase64Url,
  utf8Encode,
} from '@holdfast/std';
import {
  checkChangeOfHub,
  parseChangeOfHub,
  parsePublicKeyText,
  publicKeyText,
} from '@holdfast/trust';
import {
  claimCodeProof,
  ENROLMENT_CODE_BYTES,
  type Enrol,
  type Enrolled,
  type EnrolmentPurpose,
  enrolmentCodeProof,
  enrolmentProofMessage,
  hubIdOf,
  WAN_PROTOCOL_VERSION,
} from '@holdfast/wire';
import type {EnrolmentRecord, HubRecord} from './hub-record.ts';
import {FLEET_LIMITS} from './limits.ts';
import type {FleetPorts} from './ports.ts';
import type {StoreRosters} from './store-rosters.ts';
import type {TakeOvers} from './take-overs.ts';

/** A code of one purpose is no code of the other. */
const CODE_CONTEXTS = {
  enrol: utf8Encode('holdfast/enrolment-code/1\0'),
  claim: utf8Encode('holdfast/claim-code/1\0'),
} as const;

/** What an operator hands to whoever sets a hub up. Shown once; it cannot be read back. */
export interface EnrolmentPermit {
  readonly code: Bytes;
  readonly retailStoreId: string;
  readonly expiresAtMs: number;
}

type Ports = Pick<
  FleetPorts,
  'store' | 'digest' | 'verifier' | 'gatewayKey' | 'enrolmentSecret' | 'clock' | 'random' | 'log'
> & {
  readonly rosters: StoreRosters;
  /** Where stores can be claimed. */
  readonly takeOvers?: TakeOvers;
};

/** How hubs come to belong to a store: by a one-time code that an operator made for it. */
export class Enrolments {
  readonly #ports: Ports;

  constructor(ports: Ports) {
    assert(ports.enrolmentSecret.length === 32, 'the enrolment secret is 32 bytes');
    this.#ports = ports;
  }

  /** Throws `gateway/busy` while the store has as many open codes as it may. */
  async permit(wanted: {
    readonly retailStoreId: string;
    readonly ttlMs: number;
    readonly purpose?: EnrolmentPurpose;
  }): Promise<EnrolmentPermit> {
    const {store, clock, random} = this.#ports;
    const {retailStoreId, purpose = 'enrol'} = wanted;
    const ttlMs = Math.min(wanted.ttlMs, FLEET_LIMITS.enrolmentTtlMaxMs);
    const createdAtMs = clock.wallMs();
    const enrolment: EnrolmentRecord = {
      enrolmentId: toBase64Url(random.bytes(16)),
      retailStoreId,
      createdAtMs,
      expiresAtMs: createdAtMs + ttlMs,
      usedBy: undefined,
    };
    const added = await store.addEnrolment(enrolment, FLEET_LIMITS.enrolmentsOpenMax);
    if (added === 'tooMany') {
      throw new Fault('gateway/busy', {reason: 'too many open enrolment codes', retailStoreId});
    }
    return {
      code: this.#codeOf(enrolment, purpose),
      retailStoreId,
      expiresAtMs: enrolment.expiresAtMs,
    };
  }

  /**
   * Takes a hub in. The same key for the same store again gets the same answer, code or no code: an
   * answer may have been lost. Throws `enrolment/refused` with the reason.
   */
  async enrol(message: Enrol): Promise<Enrolled> {
    const {store, digest, clock, log} = this.#ports;
    const {hubId, retailStoreId, name} = message;
    const publicKey = await this.#provedKey(message);
    const known = await store.hub(hubId);
    const reader = readerOf(message);
    if (known) {
      if (reader) refuse('a claim is for a blank machine, and this hub is known');
      if (!equalBytes(known.publicKey.bytes, publicKey.bytes)) refuse('hub id has another key');
      if (known.retailStoreId !== retailStoreId) refuse('hub is enrolled for another store');
      return this.#enrolled(known);
    }
    const enrolment =
      message.change === undefined
        ? await this.#enrolmentOf(message, publicKey)
        : await this.#permitByChange(message.change, message);
    const hub: HubRecord = {hubId, retailStoreId, publicKey, name, enrolledAtMs: clock.wallMs()};
    const takenOver = reader && (await this.#ports.takeOvers?.of(hub, reader));
    if (reader && !takenOver) refuse('stores are not claimed here');
    const outcome = await store.enrolHub(hub, enrolment.enrolmentId);
    if (outcome === 'taken') refuse('code is used');
    log.info('fleet.hub-enrolled', {hubId, retailStoreId, name});
    assert(hubIdOf(digest, publicKey) === hubId, 'a hub is registered under the hash of its key');
    if (!takenOver) return this.#enrolled(hub);
    this.#ports.rosters.told(retailStoreId, takenOver.change);
    log.warn('fleet.store-claimed', {hubId, retailStoreId});
    return {...this.#enrolled(hub), takenOver};
  }

  async #provedKey(message: Enrol): Promise<PublicKey> {
    const {digest, verifier} = this.#ports;
    const {hubId, retailStoreId} = message;
    const publicKey = parsePublicKeyText(message.hubPublicKey);
    if (!publicKey.ok) refuse(publicKey.issue.reason);
    if (hubIdOf(digest, publicKey.value) !== hubId) refuse('hub id is not the hash of its key');
    const codeProof = fromBase64Url(message.codeProof);
    const signature = fromBase64Url(message.proof);
    if (!codeProof || !signature) refuse('proof is not base64url');
    const signed = enrolmentProofMessage(digest, {hubId, retailStoreId, codeProof});
    const claim = {publicKey: publicKey.value, message: signed, signature};
    if (!(await verifier.verify(claim))) refuse('proof is not by the hub’s key');
    return publicKey.value;
  }

  /**
   * A hub that took over its store by a word that counts here needs no code. Its epoch does not
   * matter: what it recorded meanwhile is taken in, whichever hub the tills follow.
   */
  async #permitByChange(
    text: string,
    {hubId, retailStoreId}: Pick<Enrol, 'hubId' | 'retailStoreId'>,
  ): Promise<EnrolmentRecord> {
    const {store, digest, verifier, gatewayKey, clock, random, rosters} = this.#ports;
    const change = parseChangeOfHub(text);
    if (!change) refuse('change of hub is malformed');
    const gateway = gatewayKey.publicKey;
    const signers = {gateway, ...(await rosters.signers(retailStoreId))};
    const tools = {digest, verifier};
    const verdict = await checkChangeOfHub(tools, {change, retailStoreId, ...signers});
    if (verdict.kind === 'refused') refuse(`change of hub: ${verdict.reason}`);
    if (verdict.pair.hubId !== hubId) refuse('change of hub names another hub');
    const createdAtMs = clock.wallMs();
    const enrolment: EnrolmentRecord = {
      enrolmentId: toBase64Url(random.bytes(16)),
      ...{retailStoreId, createdAtMs},
      expiresAtMs: createdAtMs + FLEET_LIMITS.enrolmentByChangeMs,
      usedBy: undefined,
    };
    const added = await store.addEnrolment(enrolment, FLEET_LIMITS.enrolmentsOpenMax);
    if (added === 'tooMany') throw new Fault('gateway/busy', {reason: 'too many open codes'});
    rosters.told(retailStoreId, text);
    return enrolment;
  }

  async #enrolmentOf(message: Enrol, hubPublicKey: PublicKey): Promise<EnrolmentRecord> {
    const {store, digest, clock} = this.#ports;
    const proof = fromBase64Url(message.codeProof);
    const reader = readerOf(message);
    const open = await store.unusedEnrolments(message.retailStoreId);
    const found = open.find(enrolment => {
      const code = this.#codeOf(enrolment, reader ? 'claim' : 'enrol');
      const expected = reader
        ? claimCodeProof(digest, {code, hubPublicKey, readerPublicKey: reader})
        : enrolmentCodeProof(digest, {code, hubPublicKey});
      return proof && equalBytes(expected, proof);
    });
    if (!found) refuse('code is wrong, used, or of another store');
    if (found.expiresAtMs <= clock.wallMs()) refuse('code has expired');
    return found;
  }

  #codeOf({enrolmentId}: EnrolmentRecord, purpose: EnrolmentPurpose): Bytes {
    const {digest, enrolmentSecret} = this.#ports;
    const id = fromBase64Url(enrolmentId);
    assert(id?.length === 16, 'an enrolment id is 16 bytes');
    return digest
      .sha256(concatBytes(CODE_CONTEXTS[purpose], enrolmentSecret, id))
      .slice(0, ENROLMENT_CODE_BYTES);
  }

  #enrolled({retailStoreId}: HubRecord): Enrolled {
    const {gatewayKey, store, clock} = this.#ports;
    return {
      v: WAN_PROTOCOL_VERSION,
      type: 'enrolled',
      retailStoreId,
      gatewayPublicKey: publicKeyText(gatewayKey.publicKey),
      gatewayIncarnation: store.incarnation,
      gatewayTimeMs: clock.wallMs(),
    };
  }
}

/** For whom the secrets of a claim are sealed; `undefined` for who only wants to be let in. */
function readerOf({claim}: Enrol): Bytes | undefined {
  return claim && fromBase64Url(claim.readerPublicKey);
}

function refuse(reason: string): never {
  throw new Fault('enrolment/refused', {reason});
}
