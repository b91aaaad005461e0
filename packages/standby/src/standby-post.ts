import {
  type Bytes,
  type Clock,
  type Digest,
  Fault,
  fromBase64Url,
  isFault,
  type Log,
  type PublicKey,
  type SignatureVerifier,
  type SigningKey,
  toBase64Url,
  unreachable,
} from '@holdfast/std';
import {parsePublicKeyText, publicKeyText} from '@holdfast/trust';
import {
  askedOfMirror,
  type HubId,
  type HubToStandby,
  hubIdOf,
  type MirrorPosition,
  mirrorStatementMessage,
  STANDBY_PROTOCOL_VERSION,
  type StandbyHello,
  type StandbyWelcome,
  standbyProofMessage,
  standbyTokenProof,
  standbyWelcomeMessage,
} from '@holdfast/wire';
import {STANDBY_LIMITS} from './limits.ts';
import type {Mirror} from './mirror.ts';
import type {HubConnection, SegmentFrame} from './ports.ts';

const V = STANDBY_PROTOCOL_VERSION;

export interface StandbyPostPorts {
  readonly identity: SigningKey;
  readonly sealingPublicKey: Bytes;
  /** What people call this machine. */
  readonly name: string;
  /** The hub that it stands by for. */
  readonly hubId: HubId;
  readonly mirror: Mirror;
  readonly clock: Clock;
  readonly digest: Digest;
  readonly verifier: SignatureVerifier;
  readonly log: Log;
  /** The hub's word of what a successor needs; it is kept before anything is mirrored. */
  readonly onEstate: (estate: string, hubPublicKey: PublicKey) => Promise<void>;
  /** The hub said something. */
  readonly onHeard: () => void;
}

/**
 * One conversation of a standby with its hub:
 *
 *   standbyHello ──► standbyProof ──► standbyWelcome ──► segments, questions, beats ──► end
 *
 * The connection has compared the hub's TLS key before anything was said; what the welcome hands
 * over is signed by the hub's identity key on top, for this session alone.
 */
export class StandbyPost {
  readonly #ports: StandbyPostPorts;
  readonly #connection: HubConnection;
  readonly #token: Bytes | undefined;
  #heardAtMs: number;
  #nonce: Bytes | undefined;
  #hubPublicKey: PublicKey | undefined;
  #welcomedAtMs = 0;

  /** @param token of the link, the first time. */
  constructor(ports: StandbyPostPorts, connection: HubConnection, token?: Bytes) {
    this.#ports = ports;
    this.#connection = connection;
    this.#token = token;
    this.#heardAtMs = ports.clock.monotonicMs();
  }

  /** Whether the hub has taken this machine as its standby in this conversation. */
  get welcomed(): boolean {
    return this.#hubPublicKey !== undefined;
  }

  /**
   * Resolves when the conversation is over, however the network ends it. Throws what this machine's
   * own disk says, and `hub/untrusted` for a hub that is another.
   */
  async run(signal: AbortSignal, onWelcome: () => void = () => {}): Promise<void> {
    const ended = new AbortController();
    const both = AbortSignal.any([signal, ended.signal]);
    const stop = () => this.#connection.close();
    signal.addEventListener('abort', stop, {once: true});
    if (signal.aborted) stop();
    const beating = this.#beat(both);
    try {
      for await (const message of this.#connection.messages()) {
        if (signal.aborted) break;
        this.#heardAtMs = this.#ports.clock.monotonicMs();
        this.#ports.onHeard();
        await this.#hear(message, onWelcome);
      }
    } catch (error) {
      if (!isFault(error, 'wire/malformed')) throw error;
      this.#ports.log.warn('standby.malformed', {...error.fields});
    } finally {
      signal.removeEventListener('abort', stop);
      ended.abort();
      this.#connection.close();
      await beating;
    }
  }

  async #beat(signal: AbortSignal): Promise<void> {
    const {clock} = this.#ports;
    while (!signal.aborted) {
      await clock.sleep(STANDBY_LIMITS.beatMs, signal);
      if (signal.aborted) return;
      if (clock.monotonicMs() - this.#heardAtMs > STANDBY_LIMITS.silenceMs) {
        this.#connection.close();
        return;
      }
      this.#connection.send({v: V, type: 'standbyBeat'});
    }
  }

  async #hear(message: HubToStandby | SegmentFrame, onWelcome: () => void): Promise<void> {
    switch (message.type) {
      case 'standbyHello':
        return await this.#prove(message);
      case 'standbyWelcome':
        await this.#welcome(message);
        return onWelcome();
      case 'segment':
        return await this.#take(message);
      case 'askMirror': {
        const {mirror, digest} = this.#ports;
        if (!this.welcomed) return;
        const askedSha256 = askedOfMirror(digest, message);
        return await this.#say(message.id, {askedSha256, position: await mirror.answer(message)});
      }
      case 'headOfficeHolds':
        if (this.welcomed) await this.#ports.mirror.note(message);
        return;
      case 'standbyBeat':
        return;
      default:
        unreachable(message);
    }
  }

  async #prove({hubId, nonce: text}: StandbyHello): Promise<void> {
    const {identity, digest, name, sealingPublicKey, mirror} = this.#ports;
    const {incarnation} = mirror;
    const nonce = fromBase64Url(text);
    if (!nonce || this.#nonce) throw new Fault('wire/malformed', {what: 'standbyHello'});
    if (hubId !== this.#ports.hubId) {
      throw new Fault('hub/untrusted', {reason: `it says it is ${hubId}`});
    }
    this.#nonce = nonce;
    const {publicKey} = identity;
    const message = standbyProofMessage(digest, {
      ...{nonce, hubId, sealingPublicKey, incarnation, name},
    });
    const token = this.#token;
    const tokenProof = token && standbyTokenProof(digest, {token, nonce, hubId, publicKey});
    this.#connection.send({
      v: V,
      type: 'standbyProof',
      standbyId: hubIdOf(digest, publicKey),
      publicKey: publicKeyText(publicKey),
      name,
      sealingPublicKey: toBase64Url(sealingPublicKey),
      incarnation,
      ...(tokenProof ? {tokenProof: toBase64Url(tokenProof)} : {}),
      proof: toBase64Url(await identity.sign(message)),
    });
  }

  async #welcome({hubPublicKey: text, estate, signature: signed}: StandbyWelcome): Promise<void> {
    const {digest, verifier, identity, hubId, onEstate} = this.#ports;
    const publicKey = parsePublicKeyText(text);
    const signature = fromBase64Url(signed);
    const nonce = this.#nonce;
    if (!publicKey.ok || !signature || !nonce) throw new Fault('wire/malformed', {what: 'welcome'});
    const standbyId = hubIdOf(digest, identity.publicKey);
    const message = standbyWelcomeMessage(digest, {nonce, standbyId, estate});
    const genuine =
      hubIdOf(digest, publicKey.value) === hubId &&
      (await verifier.verify({publicKey: publicKey.value, message, signature}));
    if (!genuine) throw new Fault('hub/untrusted', {reason: 'its welcome is not signed by it'});
    await onEstate(estate, publicKey.value);
    this.#welcomedAtMs = this.#ports.clock.monotonicMs();
    this.#hubPublicKey = publicKey.value;
  }

  /** What cannot be stored is said, and nothing of it is: the hub decides what it sends next. */
  async #take({id, segment}: {readonly id: number; readonly segment: Bytes}): Promise<void> {
    const {mirror, digest, log} = this.#ports;
    if (!this.#hubPublicKey) return;
    try {
      const position = await mirror.take(segment, this.#hubPublicKey);
      await this.#say(id, {askedSha256: digest.sha256(segment), position});
    } catch (error) {
      if (!isFault(error) || !REFUSALS.includes(error.code)) throw error;
      log.error('standby.segment-refused', {code: error.code, ...error.fields});
      const reason = String(error.fields['reason'] ?? error.code).slice(0, 200);
      this.#connection.send({v: V, type: 'segmentRefused', id, reason});
      if (error.code === 'standby/uncovered') this.#askAnew();
    }
  }

  /** A welcome says what is held by now: a till may have brought the hub more of it since. */
  #askAnew(): void {
    const ageMs = this.#ports.clock.monotonicMs() - this.#welcomedAtMs;
    if (ageMs >= STANDBY_LIMITS.wordAgeMs) this.#connection.close();
  }

  async #say(
    id: number,
    said: {readonly askedSha256: Bytes; readonly position: MirrorPosition},
  ): Promise<void> {
    const {digest, identity} = this.#ports;
    const statement = JSON.stringify(said.position);
    const {askedSha256} = said;
    const signature = await identity.sign(mirrorStatementMessage(digest, {askedSha256, statement}));
    this.#connection.send({
      ...{v: V, type: 'mirrored', id, statement},
      signature: toBase64Url(signature),
    });
  }
}

/** What the hub sent is wrong, or there is no room for it now; what is stored stays as it is. */
const REFUSALS: readonly string[] = [
  'wire/malformed',
  'standby/refused',
  'standby/uncovered',
  'database/disk-full',
  'stick/unusable', // the folder of segments: full, or not writable
];
