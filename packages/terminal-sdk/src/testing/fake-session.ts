import {
  type Bytes,
  type Clock,
  type Digest,
  equalBytes,
  fromBase64Url,
  type PublicKey,
  type Random,
  type SignatureVerifier,
  type SigningKey,
  toBase64Url,
  utf8Encode,
} from '@holdfast/std';
import {type CodeDesk, parsePublicKeyText, publicKeyText} from '@holdfast/trust';
import {
  type Authenticate,
  type ChannelBinding,
  decodeHeldStatement,
  GENESIS_HASH,
  type HubId,
  type HubToTerminal,
  type JournalId,
  journalIdOf,
  LAN_CLOSE_CODES,
  LAN_PROTOCOL_VERSION,
  type LanCloseReason,
  type LedgerId,
  openEntry,
  type Pair,
  pairedProofMessage,
  pairingTokenProof,
  type RecordOutcome,
  type RecordTransaction,
  type StoreStatus,
  type Succeed,
  sessionProofMessage,
  successionMessage,
  type TerminalToHub,
} from '@holdfast/wire';
import type {Pairing, UnprovenConnection} from '../ports.ts';
import {FakeCodeDoor, keyBytes} from './fake-code-door.ts';
import {MessageQueue} from './message-queue.ts';

type Bent = RecordOutcome | string | undefined;

/** What a session needs of its hub. */
interface Host {
  readonly hubId: HubId;
  readonly ledgerId: LedgerId;
  readonly epoch: number;
  readonly key: SigningKey;
  readonly gatewayKey: {readonly publicKey: PublicKey};
  readonly retailStoreId: string;
  readonly token: Bytes;
  readonly keyPin: Bytes;
  readonly codeDesk: CodeDesk;
  readonly clock: Clock;
  readonly random: Random;
  readonly digest: Digest;
  readonly verifier: SignatureVerifier;
  readonly inFlightMax: number;
  readonly silent: boolean;
  readonly muted: boolean;
  readonly succession: 'granted' | 'refused' | 'unknown';
  readonly clockOffsetMs: number;
  readonly store: Omit<StoreStatus, 'v' | 'type'>;
  readonly heldStatement: Bytes | undefined;
  readonly heard: TerminalToHub[];
  readonly journals: ReadonlyMap<
    JournalId,
    {
      readonly workstationId: string;
      readonly publicKey: PublicKey;
      readonly bodies: string[];
      readonly hashes: Bytes[];
      base: number;
      head: Bytes;
      closed: boolean;
      succeeds: JournalId | undefined;
    }
  >;
  admit(terminal: {
    readonly journalId: JournalId;
    readonly publicKey: PublicKey;
    readonly workstationId?: string;
  }): Pairing;
  onRecord(record: RecordTransaction): Bent | Promise<Bent>;
}

const V = LAN_PROTOCOL_VERSION;

/**
 * One connection to a fake hub: the terminal's end of it, and the hub that answers on the other.
 */
export class FakeSession implements UnprovenConnection {
  readonly version = V;
  readonly origin = '';
  readonly channel: ChannelBinding;
  readonly #hub: Host;
  readonly #queue = new MessageQueue<HubToTerminal>();
  readonly #nonce: Bytes;
  readonly #onEnd: () => void;
  readonly #codeDoor: FakeCodeDoor;
  #hearing: Promise<void> = Promise.resolve();
  #journalId: JournalId | undefined;
  #code: number | undefined;
  #open = true;

  constructor(hub: Host, onEnd: () => void) {
    this.#hub = hub;
    this.#onEnd = onEnd;
    this.#nonce = hub.random.bytes(32);
    const {keyPin, digest, codeDesk: desk} = hub;
    this.channel = {kind: 'tls', keyPin, exporter: digest.sha256(this.#nonce)};
    this.#codeDoor = new FakeCodeDoor({
      desk,
      keyPin,
      nonce: this.#nonce,
      channel: this.channel,
      say: message => this.say(message),
      end: reason => this.end(reason),
      paired: asked =>
        this.#paired({
          workstationId: asked.workstationId,
          publicKey: {algorithm: asked.publicKey.algorithm, bytes: keyBytes(asked)},
        }),
    });
  }

  messages(): AsyncIterable<HubToTerminal> {
    return this.#queue;
  }

  closeCode(): number | undefined {
    return this.#code;
  }

  close(): void {
    this.end();
  }

  send(message: TerminalToHub): void {
    if (!this.#open || this.#hub.silent) return;
    this.#hub.heard.push(message);
    this.#hearing = this.#hearing.then(() => this.#hear(message));
  }

  greet(): void {
    const {hubId, retailStoreId, ledgerId, epoch, inFlightMax} = this.#hub;
    this.say({
      v: V,
      type: 'hello',
      hubId,
      retailStoreId,
      ledgerId,
      epoch,
      nonce: toBase64Url(this.#nonce),
      hubTimeMs: this.#timeMs(),
      limits: {bodyBytesMax: 1024 * 1024, inFlightMax, heartbeatMs: 1_000},
    });
  }

  say(message: HubToTerminal): void {
    if (this.#open && !this.#hub.silent && !this.#hub.muted) this.#queue.push(message);
  }

  end(reason?: LanCloseReason | number): void {
    if (!this.#open) return;
    this.#open = false;
    this.#code = typeof reason === 'string' ? LAN_CLOSE_CODES[reason].code : reason;
    this.#queue.end();
    this.#codeDoor.ended();
    this.#onEnd();
  }

  #timeMs(): number {
    return Math.floor(this.#hub.clock.wallMs() + this.#hub.clockOffsetMs);
  }

  async #hear(message: TerminalToHub): Promise<void> {
    if (!this.#open) return;
    switch (message.type) {
      case 'authenticate':
        await this.#welcome(message);
        return;
      case 'pair':
        await this.#pair(message);
        return;
      case 'pairByCode':
        await this.#codeDoor.begin(message);
        return;
      case 'confirmCode':
        await this.#codeDoor.confirm(message);
        return;
      case 'ping': {
        const {count} = message;
        this.say({v: V, type: 'pong', count, hubTimeMs: this.#timeMs()});
        return;
      }
      case 'recordTransaction':
        await this.#record(message);
        return;
      case 'askEntryHash':
        if (this.#hub.succession !== 'unknown') this.#sayHash(message.sequenceNumber);
        return;
      case 'succeed':
        if (this.#hub.succession !== 'unknown') await this.#succeed(message);
    }
  }

  async #welcome(message: Authenticate): Promise<void> {
    const {digest, verifier, hubId, heldStatement, store, journals} = this.#hub;
    const {journalId, workstationId, origin} = message;
    const journal = journals.get(journalId);
    if (!journal) {
      this.end('notPaired');
      return;
    }
    const {publicKey} = journal;
    const claim = {nonce: this.#nonce, hubId, journalId, workstationId, origin};
    const signature = fromBase64Url(message.proof) ?? new Uint8Array();
    const proof = {publicKey, message: sessionProofMessage(digest, claim), signature};
    if (!(await verifier.verify(proof))) {
      this.end('badProof');
      return;
    }
    if (journal.base === 0 && journal.bodies.length === 0 && message.heldStatement) {
      const statement = decodeHeldStatement(bytesOf(message.heldStatement));
      journal.base = statement.sequenceNumber;
      journal.head = statement.entryHash;
    }
    this.#journalId = journalId;
    this.say({
      v: V,
      type: 'welcome',
      lastSequenceNumber: journal.base + journal.bodies.length,
      lastEntryHash: toBase64Url(journal.head),
      ...(heldStatement ? {heldStatement: toBase64Url(heldStatement)} : {}),
      ...(journal.closed ? {closed: 'endLost' as const} : {}),
      hubTimeMs: this.#timeMs(),
    });
    this.say({v: V, type: 'storeStatus', ...store});
  }

  async #pair(message: Pair): Promise<void> {
    const {digest, token, hubId} = this.#hub;
    const publicKey = parsePublicKeyText(message.publicKey);
    const proof = publicKey.ok
      ? pairingTokenProof(digest, {token, nonce: this.#nonce, hubId, publicKey: publicKey.value})
      : undefined;
    if (!publicKey.ok || !proof || !equalBytes(bytesOf(message.tokenProof), proof)) {
      this.say({v: V, type: 'refused', reason: 'wrongToken', detail: ''});
      this.end('pairingRefused');
      return;
    }
    const {workstationId} = message;
    this.say(await this.#paired({workstationId, publicKey: publicKey.value}));
  }

  /** Admits a till and says so, signed. */
  async #paired(till: {
    readonly workstationId: string;
    readonly publicKey: PublicKey;
  }): Promise<HubToTerminal> {
    const {digest, hubId, key, gatewayKey} = this.#hub;
    const {workstationId, publicKey} = till;
    const journalId = journalIdOf(digest, publicKey);
    const {retailStoreId, epoch} = this.#hub.admit({journalId, publicKey, workstationId});
    const pinned = {
      hubId,
      journalId,
      retailStoreId,
      workstationId,
      gatewayPublicKey: gatewayKey.publicKey,
      epoch,
    };
    const signature = await key.sign(pairedProofMessage(digest, {...pinned, nonce: this.#nonce}));
    return {
      v: V,
      type: 'paired',
      hubId,
      hubPublicKey: publicKeyText(key.publicKey),
      gatewayPublicKey: publicKeyText(gatewayKey.publicKey),
      retailStoreId,
      workstationId,
      journalId,
      epoch,
      identitySignature: toBase64Url(signature),
    };
  }

  #sayHash(sequenceNumber: number): void {
    const journal = this.#journalId && this.#hub.journals.get(this.#journalId);
    const found = journal ? journal.hashes[sequenceNumber - journal.base - 1] : undefined;
    const said = found ? {entryHash: toBase64Url(found)} : {};
    this.say({v: V, type: 'entryHash', sequenceNumber, ...said});
  }

  async #succeed({publicKey: text, lastCommon, certificate, proof}: Succeed): Promise<void> {
    const {digest, verifier, retailStoreId, journals, succession} = this.#hub;
    const journal = this.#journalId && journals.get(this.#journalId);
    const publicKey = parsePublicKeyText(text);
    if (!this.#journalId || !journal || !publicKey.ok || succession === 'refused') {
      this.end('successionRefused');
      return;
    }
    const {workstationId} = journal;
    const {sequenceNumber} = lastCommon;
    const message = successionMessage(digest, {
      ...{retailStoreId, workstationId, journalId: this.#journalId},
      successor: publicKey.value,
      lastCommon: {sequenceNumber, entryHash: bytesOf(lastCommon.entryHash)},
    });
    const keys = [
      {publicKey: journal.publicKey, signature: bytesOf(certificate)},
      {publicKey: publicKey.value, signature: bytesOf(proof)},
    ];
    for (const signed of keys) {
      if (!(await verifier.verify({...signed, message}))) {
        this.end('successionRefused');
        return;
      }
    }
    const journalId = journalIdOf(digest, publicKey.value);
    this.#hub.admit({journalId, publicKey: publicKey.value, workstationId});
    const successor = journals.get(journalId);
    if (successor) successor.succeeds = this.#journalId;
    journal.closed = true;
    this.say({v: V, type: 'succeeded', journalId});
  }

  async #record(message: RecordTransaction): Promise<void> {
    const bent = await this.#hub.onRecord(message);
    if (bent === 'cut before it was recorded') {
      this.end();
      return;
    }
    const outcome = typeof bent === 'object' ? bent : this.#store(message);
    if (bent === 'cut after it was recorded') this.end();
    if (bent === 'reply lost') return;
    const {sequenceNumber} = message;
    this.say({v: V, type: 'recordTransactionReply', sequenceNumber, outcome});
  }

  #store({header, body, sequenceNumber}: RecordTransaction): RecordOutcome {
    const {digest, journals, ledgerId} = this.#hub;
    const journal = this.#journalId && journals.get(this.#journalId);
    if (!journal) return {kind: 'refused', reason: 'noSession', detail: ''};
    if (journal.closed) return {kind: 'refused', reason: 'journalClosed', detail: ''};
    const entry = openEntry(digest, {headerBytes: bytesOf(header), body: utf8Encode(body)});
    const last = journal.base + journal.bodies.length;
    if (sequenceNumber <= last) return {kind: 'recorded', ledgerId, position: sequenceNumber};
    const chains = equalBytes(entry.header.prevHash, last === 0 ? GENESIS_HASH : journal.head);
    if (sequenceNumber !== last + 1 || !chains) {
      const lastEntryHash = toBase64Url(journal.head);
      return {kind: 'outOfOrder', expectedSequenceNumber: last + 1, lastEntryHash};
    }
    journal.bodies.push(body);
    journal.hashes.push(entry.entryHash);
    journal.head = entry.entryHash;
    return {kind: 'recorded', ledgerId, position: sequenceNumber};
  }
}

function bytesOf(text: string): Bytes {
  return fromBase64Url(text) ?? new Uint8Array();
}
