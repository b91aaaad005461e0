import {
  type Bytes,
  type Clock,
  type Digest,
  equalBytes,
  FairRoom,
  fromBase64Url,
  type Log,
  type Random,
  type SignatureVerifier,
  type SigningKey,
  toBase64Url,
} from '@holdfast/std';
import {parsePublicKeyText, publicKeyText, type Roster} from '@holdfast/trust';
import {
  type HeadOfficeHolds,
  type HubId,
  hubIdOf,
  parseStandbyToHub,
  STANDBY_PROTOCOL_VERSION,
  type StandbyProof,
  standbyProofMessage,
  standbyWelcomeMessage,
} from '@holdfast/wire';
import {STANDBY_LIMITS} from './limits.ts';
import type {
  StandbyConnection,
  StandbyConnectionEvents,
  StandbyIdentity,
  StandbyKeeper,
} from './ports.ts';
import type {StandbyDesk} from './standby-desk.ts';
import type {StandbySink} from './standby-sink.ts';

const V = STANDBY_PROTOCOL_VERSION;

export interface StandbyDoorPorts {
  readonly hubId: HubId;
  readonly hubKey: SigningKey;
  readonly retailStoreId: string;
  readonly roster: Roster;
  readonly keeper: StandbyKeeper;
  readonly desk: StandbyDesk;
  readonly sink: StandbySink;
  /** What a successor needs, as text; what is secret in it is sealed for this standby. */
  readonly estateFor: (standby: StandbyIdentity) => Promise<string>;
  /** What the standby is told at every beat. */
  readonly heldNow: () => HeadOfficeHolds['ledgers'];
  readonly clock: Clock;
  readonly random: Random;
  readonly digest: Digest;
  readonly verifier: SignatureVerifier;
  readonly log: Log;
}

interface Caller {
  readonly connection: StandbyConnection;
  readonly nonce: Bytes;
  /** Aborted when it ends. */
  readonly over: AbortController;
  phase: 'greeted' | 'proving' | 'open' | 'closed';
  heardAtMs: number;
}

/**
 * The hub's door for its standby. Takes one in by the token of a link, or the one that the roster
 * names by its key; each proves that it holds the key, for this session. Whoever proves nothing in
 * time is closed, and there are few places to wait in.
 */
export class StandbyDoor {
  readonly #ports: StandbyDoorPorts;
  readonly #callers = new Set<Caller>();
  readonly #strangers = new FairRoom<Caller>(STANDBY_LIMITS.strangers);
  #open: Caller | undefined;
  #heardAtWallMs: number | undefined;
  #stopping = false;

  constructor(ports: StandbyDoorPorts) {
    this.#ports = ports;
  }

  /** Wall clock of the last word of a proved standby in this run. */
  get heardAtMs(): number | undefined {
    return this.#heardAtWallMs;
  }

  get address(): string {
    return this.#open?.connection.address ?? '';
  }

  connect(connection: StandbyConnection): StandbyConnectionEvents {
    const {clock, random, hubId, retailStoreId} = this.#ports;
    const nonce = random.bytes(32);
    const heardAtMs = clock.monotonicMs();
    const caller: Caller = {
      ...{connection, nonce, over: new AbortController(), phase: 'greeted', heardAtMs},
    };
    const out = this.#stopping ? caller : this.#strangers.enter(caller, connection.address);
    if (out === caller) {
      connection.close('the hub has no room for another caller now');
      return {frame() {}, closed() {}};
    }
    if (out) this.#close(out, 'others wait to prove who they are');
    this.#callers.add(caller);
    connection.send({
      ...{v: V, type: 'standbyHello', hubId, retailStoreId},
      nonce: toBase64Url(nonce),
    });
    void this.#watch(caller);
    return {
      frame: text => this.#hear(caller, text),
      closed: () => this.#forget(caller),
    };
  }

  /** Closes whoever is connected: the standby was dismissed, or the hub stops. */
  closeAll(detail: string): void {
    for (const caller of this.#callers) this.#close(caller, detail);
  }

  stop(): void {
    this.#stopping = true;
    this.closeAll('the hub is stopping');
  }

  /** Ends who proves nothing or falls silent; tells the standby what head office holds. */
  async #watch(caller: Caller): Promise<void> {
    const {clock, heldNow} = this.#ports;
    const {signal} = caller.over;
    await clock.sleep(STANDBY_LIMITS.proofMs, signal);
    if (!signal.aborted && caller.phase !== 'open') this.#close(caller, 'no proof came in time');
    while (!signal.aborted) {
      caller.connection.send({v: V, type: 'headOfficeHolds', ledgers: heldNow()});
      await clock.sleep(STANDBY_LIMITS.beatMs, signal);
      const silentMs = clock.monotonicMs() - caller.heardAtMs;
      if (silentMs > STANDBY_LIMITS.silenceMs) this.#close(caller, 'it fell silent');
    }
  }

  #close(caller: Caller, detail: string): void {
    caller.connection.close(detail);
    this.#forget(caller);
  }

  #forget(caller: Caller): void {
    if (caller.phase === 'closed') return;
    if (caller.phase === 'open') {
      this.#ports.log.warn('standby.lost', {address: caller.connection.address});
    }
    caller.phase = 'closed';
    caller.over.abort();
    this.#callers.delete(caller);
    this.#strangers.leave(caller);
    if (this.#open === caller) this.#open = undefined;
    this.#ports.sink.detach(caller.connection);
  }

  #hear(caller: Caller, text: string): void {
    const {clock, sink, log} = this.#ports;
    const message = parseStandbyToHub(text);
    if (!message.ok) {
      log.warn('standby.malformed', {field: message.issue.field, reason: message.issue.reason});
      this.#close(caller, 'that is no message of a standby');
      return;
    }
    caller.heardAtMs = clock.monotonicMs();
    if (caller.phase === 'open') this.#heardAtWallMs = clock.wallMs();
    const {value} = message;
    if (value.type === 'standbyProof') {
      if (caller.phase !== 'greeted') return;
      caller.phase = 'proving';
      this.#prove(caller, value).catch((error: unknown) => {
        log.error('standby.failed', {error: String(error)});
        this.#close(caller, 'the hub failed; its log says why');
      });
    } else if (caller.phase === 'open' && value.type !== 'standbyBeat') {
      sink.answered(caller.connection, value);
    }
  }

  async #prove(caller: Caller, proof: StandbyProof): Promise<void> {
    const {log} = this.#ports;
    const {address} = caller.connection;
    const claimed = await this.#provedKey(caller, proof);
    if (!claimed) {
      log.warn('standby.refused', {address, reason: 'badProof'});
      return this.#close(caller, 'the proof is not by its key, for this session');
    }
    const standby = await this.#admitted(caller, proof, claimed);
    if (!standby) {
      log.warn('standby.refused', {address, standby: claimed.hubId, reason: 'notNamed'});
      return this.#close(
        caller,
        proof.tokenProof === undefined
          ? 'this hub has another standby, or none: join again with a new link'
          : 'the link is used, expired or wrong',
      );
    }
    await this.#welcome(caller, standby);
  }

  async #provedKey({nonce}: Caller, proof: StandbyProof): Promise<StandbyIdentity | undefined> {
    const {digest, verifier, hubId} = this.#ports;
    const publicKey = parsePublicKeyText(proof.publicKey);
    const sealingPublicKey = fromBase64Url(proof.sealingPublicKey);
    const signature = fromBase64Url(proof.proof);
    const {name, incarnation} = proof;
    if (!publicKey.ok || !sealingPublicKey || !signature) return undefined;
    if (hubIdOf(digest, publicKey.value) !== proof.standbyId) return undefined;
    if (proof.standbyId === hubId) return undefined; // a hub is no standby of its own
    const message = standbyProofMessage(digest, {
      ...{nonce, hubId, sealingPublicKey, incarnation, name},
    });
    const genuine = await verifier.verify({publicKey: publicKey.value, message, signature});
    if (!genuine) return undefined;
    return {hubId: proof.standbyId, publicKey: publicKey.value, sealingPublicKey, name};
  }

  /** The standby as the roster has it, by its key; or as it comes with a good token. */
  async #admitted(
    {nonce, connection}: Caller,
    {tokenProof}: StandbyProof,
    claimed: StandbyIdentity,
  ): Promise<StandbyIdentity | undefined> {
    const {roster, desk, keeper, log} = this.#ports;
    const {publicKey, hubId, name} = claimed;
    const named = roster.successor?.hubPublicKey;
    const known = named !== undefined && equalBytes(named.bytes, publicKey.bytes);
    const proof = tokenProof === undefined ? undefined : fromBase64Url(tokenProof);
    const {address} = connection;
    const asker = {address, name};
    if (proof && (await desk.judge({proof, nonce, publicKey, asker}))) {
      if (!known) await keeper.nameSuccessor({publicKey, name});
      log.warn('standby.named', {standby: hubId, name, address});
      return claimed;
    }
    return known ? claimed : undefined;
  }

  async #welcome(caller: Caller, standby: StandbyIdentity): Promise<void> {
    const {hubKey, digest, sink, log, estateFor, clock} = this.#ports;
    const {connection, nonce} = caller;
    const estate = await estateFor(standby);
    const standbyId = standby.hubId;
    const message = standbyWelcomeMessage(digest, {nonce, standbyId, estate});
    const signature = toBase64Url(await hubKey.sign(message));
    if (caller.phase !== 'proving') return; // it went meanwhile
    const older = this.#open;
    if (older) this.#close(older, 'a newer connection of the standby took over');
    caller.phase = 'open';
    this.#strangers.leave(caller);
    this.#open = caller;
    this.#heardAtWallMs = clock.wallMs();
    const hubPublicKey = publicKeyText(hubKey.publicKey);
    connection.send({v: V, type: 'standbyWelcome', hubPublicKey, estate, signature});
    sink.attach(standby, connection);
    log.info('standby.connected', {standby: standbyId, address: connection.address});
  }
}
