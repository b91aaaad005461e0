import {
  type Bytes,
  type Clock,
  type Digest,
  equalBytes,
  Fault,
  type PublicKey,
  type Random,
  type SignatureVerifier,
  type SigningKey,
  utf8Encode,
} from '@holdfast/std';
import {CodeDesk} from '@holdfast/trust';
import {
  drawGatewayIncarnation,
  drawLedgerId,
  encodeHeldStatement,
  type HeldStatement,
  type HubId,
  type HubToTerminal,
  heldStatementSigningMessage,
  hubIdOf,
  type JournalId,
  type LanCloseReason,
  PAIRING_TOKEN_BYTES,
  type PairingLink,
  type RecordOutcome,
  type RecordTransaction,
  type StoreStatus,
  type TerminalToHub,
} from '@holdfast/wire';
import type {HubAddress, HubConnection, HubLink, Pairing, UnprovenConnection} from '../ports.ts';
import {FakeSession} from './fake-session.ts';
import {toyKey, toyVerifier} from './toy-key.ts';

export interface FakeHubOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly digest: Digest;
  readonly name?: string;
  readonly retailStoreId?: string;
  readonly address?: HubAddress;
}

/** What a fake hub has of one journal. */
export interface FakeJournal {
  readonly workstationId: string;
  readonly publicKey: PublicKey;
  /** Every body it recorded, in order; sequence `base + 1` first. */
  bodies: string[];
  base: number;
  head: Bytes;
  /** The hashes of what it recorded, beside the bodies. */
  hashes: Bytes[];
  closed: boolean;
  /** The journal it goes on for. */
  succeeds: JournalId | undefined;
}

/** What happens to one record instead of what an honest hub does. */
export type RecordBreak =
  | 'reply lost'
  | 'cut before it was recorded'
  | 'cut after it was recorded'
  | RecordOutcome;

/**
 * A hub in memory that speaks the LAN protocol honestly unless a test bends it, and a link that
 * leads to it. Its head office signs whatever it is asked to sign.
 */
export class FakeHub implements HubLink {
  readonly key: SigningKey;
  readonly keyPin: Bytes;
  readonly gatewayKey: SigningKey;
  readonly retailStoreId: string;
  readonly clock: Clock;
  readonly digest: Digest;
  readonly verifier: SignatureVerifier;
  readonly random: Random;
  readonly token: Bytes;
  /** Its pairing windows by code: the real ones. */
  readonly codeDesk: CodeDesk;
  readonly journals = new Map<JournalId, FakeJournal>();
  /** Head office's. The same for every hub of it, until it is restored from a backup. */
  gatewayIncarnation;
  address: HubAddress;
  hubId;
  ledgerId;
  epoch = 1;
  inFlightMax = 32;
  /** Nobody answers at the address. */
  up = true;
  /** Connections open, and then nothing is heard or said. */
  silent = false;
  /** What it says is lost on the way; it hears, and does what it is asked. */
  muted = false;
  clockOffsetMs = 0;
  /** Knows the words of a succession; an older one does not. */
  succession: 'granted' | 'refused' | 'unknown' = 'granted';
  store: Omit<StoreStatus, 'v' | 'type'> = {
    state: 'online',
    sinceMs: 0,
    causes: [],
    uplinks: [],
    backlog: {entries: 0, oldestMs: 0},
  };
  heldStatement: Bytes | undefined;
  onRecord: (
    record: RecordTransaction,
  ) => RecordBreak | undefined | Promise<RecordBreak | undefined> = () => undefined;
  connects = 0;
  /** Everything a terminal ever said. */
  readonly heard: TerminalToHub[] = [];
  #sessions = new Set<FakeSession>();

  constructor(options: FakeHubOptions) {
    const {clock, random, digest, name = 'hub', retailStoreId = 'S1'} = options;
    this.clock = clock;
    this.random = random;
    this.digest = digest;
    this.verifier = toyVerifier(digest);
    this.retailStoreId = retailStoreId;
    this.key = toyKey(digest, name);
    this.keyPin = digest.sha256(utf8Encode(`${name} tls`));
    this.gatewayKey = toyKey(digest, 'gateway');
    this.address = options.address ?? {host: '192.0.2.1', port: 7443};
    this.hubId = hubIdOf(digest, this.key.publicKey);
    this.ledgerId = drawLedgerId(this.hubId, random);
    this.token = random.bytes(PAIRING_TOKEN_BYTES);
    this.gatewayIncarnation = drawGatewayIncarnation(random);
    const {verifier, hubId} = this;
    const note = async () => {};
    this.codeDesk = new CodeDesk({clock, random, digest, verifier, hubId, note});
  }

  async connect(target: {
    readonly address: HubAddress;
    readonly hubId: HubId;
    readonly keyPin: Bytes;
    readonly signal: AbortSignal;
  }): Promise<HubConnection> {
    const {host, port} = target.address;
    this.#answer(target.address);
    if (!equalBytes(target.keyPin, this.keyPin)) throw new Fault('hub/untrusted', {host, port});
    return this.#greet();
  }

  async connectUnproven(target: {
    readonly address: HubAddress;
    readonly signal: AbortSignal;
  }): Promise<UnprovenConnection> {
    this.#answer(target.address);
    return this.#greet();
  }

  #answer({host, port}: HubAddress): void {
    this.connects += 1;
    if (!this.up || host !== this.address.host || port !== this.address.port) {
      throw new Fault('hub/unreachable', {host, port});
    }
  }

  #greet(): FakeSession {
    const session = new FakeSession(this, () => this.#sessions.delete(session));
    this.#sessions.add(session);
    session.greet();
    return session;
  }

  get link(): PairingLink {
    const {hubId, keyPin, token} = this;
    return {...this.address, hubId, keyPin, token};
  }

  get sessions(): number {
    return this.#sessions.size;
  }

  /** Admits a journal without the ceremony; what its terminal pins. */
  admit(terminal: {
    readonly journalId: JournalId;
    readonly publicKey: PublicKey;
    readonly workstationId?: string;
  }): Pairing {
    const {journalId, publicKey, workstationId = 'W01'} = terminal;
    const head = new Uint8Array(32);
    if (!this.journals.has(journalId)) {
      const blank = {bodies: [], hashes: [], base: 0, head, closed: false, succeeds: undefined};
      this.journals.set(journalId, {workstationId, publicKey, ...blank});
    }
    return {
      retailStoreId: this.retailStoreId,
      workstationId,
      journalId,
      hubId: this.hubId,
      hubPublicKey: this.key.publicKey,
      hubKeyPin: this.keyPin,
      gatewayPublicKey: this.gatewayKey.publicKey,
      epoch: this.epoch,
      lastAddress: this.address,
      linkAddress: this.address,
    };
  }

  /** The bodies recorded of the only journal there is. */
  get recorded(): readonly string[] {
    return [...this.journals.values()].flatMap(({bodies}) => bodies);
  }

  /** Cuts every connection, with a close code or as a network does. */
  closeAll(reason?: LanCloseReason | number): void {
    for (const session of [...this.#sessions]) session.end(reason);
  }

  /** Starts again on a blank disk: roster and keys were restored, the ledger was not. */
  restartBlank(): void {
    this.closeAll();
    this.ledgerId = drawLedgerId(this.hubId, this.random);
    for (const journal of this.journals.values()) {
      Object.assign(journal, {bodies: [], hashes: [], base: 0, head: new Uint8Array(32)});
    }
  }

  say(message: HubToTerminal): void {
    for (const session of this.#sessions) session.say(message);
  }

  /**
   * A statement of head office, as this test wants it, truly signed unless `key` says otherwise.
   */
  async sign(
    statement: Omit<HeldStatement, 'gatewayIncarnation' | 'issuedAtMs' | 'retailStoreId'> &
      Partial<HeldStatement>,
    key: SigningKey = this.gatewayKey,
  ): Promise<Bytes> {
    const whole = {
      retailStoreId: this.retailStoreId,
      gatewayIncarnation: this.gatewayIncarnation,
      issuedAtMs: Math.floor(this.clock.wallMs()),
      ...statement,
    };
    const signature = await key.sign(heldStatementSigningMessage(whole));
    return encodeHeldStatement({...whole, signature});
  }
}
