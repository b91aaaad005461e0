import {WsHubLink} from '@holdfast/lan-ws/client';
import {createSigningKey, nodeDigest} from '@holdfast/platform-node';
import {fromBase64Url, type SigningKey, toBase64Url, utf8Decode} from '@holdfast/std';
import type {HubConnection} from '@holdfast/terminal-sdk';
import {publicKeyText} from '@holdfast/trust';
import {
  type Hello,
  type HubToTerminal,
  type JournalEntry,
  journalIdOf,
  lanCloseReason,
  type PairingLink,
  pairingProofMessage,
  pairingTokenProof,
  parsePairingLink,
  sessionProofMessage,
  type TerminalToHub,
} from '@holdfast/wire';
import {ChainWriter} from '@holdfast/wire/testing';

type Message = HubToTerminal | {readonly type: 'unknown'};
type OfType<T extends HubToTerminal['type']> = Extract<HubToTerminal, {readonly type: T}>;

/**
 * A till of the hub's own roster that has no SDK: it speaks the LAN protocol as it likes, skips
 * every check of ours, and keeps each frame that it sent and heard.
 */
export class HostileTill {
  readonly key: SigningKey;
  readonly chain: ChainWriter;
  /** Every frame it sent, as somebody who listens would send them again. */
  readonly sent: TerminalToHub[] = [];
  readonly heard: Message[] = [];
  readonly #link: PairingLink;
  readonly #workstationId: string;
  #connection: HubConnection | undefined;
  #messages: AsyncIterator<Message> | undefined;
  #hello: Hello | undefined;

  private constructor(link: PairingLink, named: {key: SigningKey; workstationId: string}) {
    this.#link = link;
    this.key = named.key;
    this.#workstationId = named.workstationId;
    const place = {retailStoreId: '017', workstationId: named.workstationId};
    this.chain = new ChainWriter({digest: nodeDigest, key: named.key}, place);
  }

  static async make(link: string, workstationId: string): Promise<HostileTill> {
    const parsed = parsePairingLink(link);
    if (!parsed.ok) throw new Error('the hub gave a link');
    return new HostileTill(parsed.value, {key: await createSigningKey(), workstationId});
  }

  get journalId() {
    return journalIdOf(nodeDigest, this.key.publicKey);
  }

  /** Rings, and hears the greeting of the hub. */
  async ring(port = this.#link.port): Promise<Hello> {
    const {host, hubId, keyPin} = this.#link;
    const {signal} = new AbortController();
    const address = {host, port};
    this.#connection = await new WsHubLink().connect({address, hubId, keyPin, signal});
    this.#messages = this.#connection.messages()[Symbol.asyncIterator]();
    this.#hello = await this.hear('hello');
    return this.#hello;
  }

  /** Asks to be taken in by the link's token, under any name. */
  async askToPair(name: string): Promise<void> {
    const {token, hubId} = this.#link;
    const {publicKey} = this.key;
    const workstationId = this.#workstationId;
    const nonce = this.#nonce();
    const proof = await this.key.sign(
      pairingProofMessage(nodeDigest, {nonce, hubId, workstationId}),
    );
    this.say({
      ...{v: 1, type: 'pair', workstationId, name},
      publicKey: publicKeyText(publicKey),
      tokenProof: toBase64Url(pairingTokenProof(nodeDigest, {token, nonce, hubId, publicKey})),
      proof: toBase64Url(proof),
    });
  }

  /** Proves its key for this session. */
  async authenticate(app = {name: 'hostile', version: '1'}): Promise<void> {
    const {journalId} = this;
    const {hubId} = this.#link;
    const workstationId = this.#workstationId;
    const claim = {hubId, journalId, workstationId, origin: ''};
    const message = sessionProofMessage(nodeDigest, {...claim, nonce: this.#nonce()});
    this.say({
      ...{v: 1, type: 'authenticate', workstationId, journalId, origin: ''},
      ...{lastSequenceNumber: 0, lastEntryHash: toBase64Url(new Uint8Array(32))},
      ...{firstSequenceNumber: 1, terminalTimeMs: Date.now(), app},
      proof: toBase64Url(await this.key.sign(message)),
    });
  }

  record(entry: JournalEntry & {readonly signature: Uint8Array}): void {
    this.say({
      ...{v: 1, type: 'recordTransaction', sequenceNumber: entry.header.sequenceNumber},
      header: toBase64Url(entry.headerBytes),
      body: utf8Decode(entry.body ?? new Uint8Array()),
      signature: toBase64Url(entry.signature),
      ...(entry.personal ? {personal: toBase64Url(entry.personal)} : {}),
    });
  }

  say(message: TerminalToHub): void {
    this.sent.push(message);
    this.#connection?.send(message);
  }

  /** The next message of this type; others are passed over. */
  async hear<T extends HubToTerminal['type']>(type: T): Promise<OfType<T>> {
    for (;;) {
      const next = await this.#messages?.next();
      if (!next || next.done)
        throw new Error(`the hub closed before its ${type}: ${this.#closed()}`);
      this.heard.push(next.value);
      if (isOfType(next.value, type)) return next.value;
    }
  }

  /** Reads on until the hub closes; why it did. */
  async end(): Promise<string> {
    for (;;) {
      const next = await this.#messages?.next();
      if (!next || next.done) return this.#closed();
      this.heard.push(next.value);
    }
  }

  hangUp(): void {
    this.#connection?.close();
  }

  #nonce(): Uint8Array {
    return fromBase64Url(this.#hello?.nonce ?? '') ?? new Uint8Array();
  }

  #closed(): string {
    const code = this.#connection?.closeCode();
    return code === undefined ? 'cut' : String(lanCloseReason(code));
  }
}

function isOfType<T extends HubToTerminal['type']>(
  message: Message,
  type: T,
): message is OfType<T> {
  return message.type === type;
}
