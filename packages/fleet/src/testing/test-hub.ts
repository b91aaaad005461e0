import {
  assert,
  type Bytes,
  type Digest,
  type PublicKey,
  type SigningKey,
  toBase64Url,
} from '@holdfast/std';
import {publicKeyText} from '@holdfast/trust';
import {
  type Alarm,
  alarmSchema,
  type Compressor,
  type Disposition,
  type DispositionDecided,
  dispositionDecidedSchema,
  drawLedgerId,
  ENTRY_KINDS,
  type Enrol,
  encodeHubBody,
  encodeSegmentEnvelope,
  enrolmentCodeProof,
  enrolmentProofMessage,
  entrySigningMessage,
  GENESIS_HASH,
  HUB_WORKSTATION,
  type HubId,
  headAfter,
  hubIdOf,
  hubJournalKeyMessage,
  type JournalEntry,
  type JournalId,
  journalIdOf,
  type LedgerEntry,
  type LedgerId,
  ledgerOpenedSchema,
  makeEntry,
  packSegment,
  type RosterChange,
  rosterChangedSchema,
  SEGMENT_VERSIONS,
  type SegmentVersion,
  segmentSigningMessage,
  transactionKeyOf,
  WAN_PROTOCOL_VERSION,
} from '@holdfast/wire';

/** What the tests' hubs and tills are made with. */
export interface TestTools {
  readonly digest: Digest;
  readonly compressor: Compressor;
  readonly newKey: () => Promise<SigningKey>;
}

const STARTED_AT_MS = 1_767_225_600_000;

/** A journal: keys, chain and signatures as a real till makes them. */
export class TestTill {
  readonly journalId: JournalId;
  readonly place: {readonly retailStoreId: string; readonly workstationId: string};
  readonly key: SigningKey;
  readonly #digest: Digest;
  readonly entries: JournalEntry[];

  private constructor(till: Pick<TestTill, 'place' | 'key' | 'entries'>, digest: Digest) {
    this.place = till.place;
    this.key = till.key;
    this.entries = till.entries;
    this.#digest = digest;
    this.journalId = journalIdOf(digest, till.key.publicKey);
  }

  static async make(tools: TestTools, place: TestTill['place']): Promise<TestTill> {
    return new TestTill({place, key: await tools.newKey(), entries: []}, tools.digest);
  }

  /** The same key and history, going its own way from here: what a copied profile does. */
  twin(): TestTill {
    return new TestTill({...this.shape(), entries: [...this.entries]}, this.#digest);
  }

  private shape(): Pick<TestTill, 'place' | 'key'> {
    return {place: this.place, key: this.key};
  }

  /** Makes, signs and remembers the next entry. */
  async write(
    body: Bytes,
    kindCode: number = ENTRY_KINDS.retail,
    beside: {readonly extension?: Bytes; readonly personal?: Bytes} = {},
  ): Promise<JournalEntry> {
    const last = this.entries.at(-1);
    const entry = makeEntry(this.#digest, {
      ...this.place,
      journalId: this.journalId,
      kindCode,
      sequenceNumber: (last?.header.sequenceNumber ?? 0) + 1,
      prevHash: last?.entryHash ?? GENESIS_HASH,
      body,
      ...beside,
    });
    const signature = await this.key.sign(entrySigningMessage(entry.entryHash));
    const signed = {...entry, signature};
    this.entries.push(signed);
    return signed;
  }
}

/** A hub with a ledger: what the gateway hears from a store, byte for byte. */
export class TestHub {
  readonly hubId: HubId;
  readonly retailStoreId: string;
  readonly identity: SigningKey;
  readonly journal: TestTill;
  readonly ledgerId: LedgerId;
  readonly lines: LedgerEntry[] = [];
  readonly heads: Bytes[] = [GENESIS_HASH];
  readonly #tools: TestTools;
  #laterMs = 0;

  private constructor(
    tools: TestTools,
    hub: Pick<TestHub, 'retailStoreId' | 'identity' | 'journal' | 'ledgerId' | 'hubId'>,
  ) {
    this.#tools = tools;
    this.hubId = hub.hubId;
    this.retailStoreId = hub.retailStoreId;
    this.identity = hub.identity;
    this.journal = hub.journal;
    this.ledgerId = hub.ledgerId;
  }

  /**
   * A hub that has just opened a ledger. `before`: the same hub's former self, whose keys it keeps.
   */
  static async open(
    tools: TestTools,
    store: {
      readonly retailStoreId: string;
      readonly ledger: number;
      readonly before?: TestHub;
      readonly certifiedBy?: SigningKey;
    },
  ): Promise<TestHub> {
    const {retailStoreId} = store;
    const place = {retailStoreId, workstationId: HUB_WORKSTATION};
    const identity = store.before?.identity ?? (await tools.newKey());
    const journal = store.before?.journal ?? (await TestTill.make(tools, place));
    const hubId = hubIdOf(tools.digest, identity.publicKey);
    const mark = Uint8Array.from({length: 10}, (_, at) => (at === 0 ? store.ledger : 7));
    const ledgerId = drawLedgerId(hubId, {bytes: () => mark});
    const hub = new TestHub(tools, {retailStoreId, identity, journal, ledgerId, hubId});
    const message = hubJournalKeyMessage({ledgerId, journalPublicKey: journal.key.publicKey});
    const opened = encodeHubBody(ledgerOpenedSchema, {
      v: 1,
      ledgerId,
      reason: 'first',
      openedAtMs: STARTED_AT_MS,
      journalPublicKey: publicKeyText(journal.key.publicKey),
      identitySignature: toBase64Url(await (store.certifiedBy ?? identity).sign(message)),
    });
    hub.record(await journal.write(opened, ENTRY_KINDS.ledgerOpened));
    return hub;
  }

  get end(): number {
    return this.lines.length;
  }

  /** What the hub sends once, to be taken in. */
  async enrolMessage(
    code: Uint8Array,
    {retailStoreId}: {readonly retailStoreId: string} = this,
  ): Promise<Enrol> {
    const {digest} = this.#tools;
    const {hubId} = this;
    const name = 'test hub';
    const hubPublicKey = this.identity.publicKey;
    const codeProof = enrolmentCodeProof(digest, {code, hubPublicKey});
    const message = enrolmentProofMessage(digest, {hubId, retailStoreId, codeProof});
    return {
      ...{v: WAN_PROTOCOL_VERSION, type: 'enrol', hubId, retailStoreId, name},
      hubPublicKey: publicKeyText(hubPublicKey),
      codeProof: toBase64Url(codeProof),
      proof: toBase64Url(await this.identity.sign(message)),
    };
  }

  /** Puts an entry at the next position. */
  record(entry: JournalEntry, disposition: Disposition = {kind: 'accepted'}): LedgerEntry {
    const position = this.lines.length + 1;
    const {entryHash} = entry;
    const recordedAtMs = STARTED_AT_MS + position * 1000 + this.#laterMs;
    const line = {position, recordedAtMs, clockOffsetMs: 0, disposition, entryHash};
    const before = this.heads.at(-1);
    assert(before, 'a ledger has a head');
    this.lines.push({line, entry});
    this.heads.push(headAfter(this.#tools.digest, before, line));
    return {line, entry};
  }

  async change(change: RosterChange): Promise<void> {
    const body = {v: 1, epoch: 1, changedAtMs: STARTED_AT_MS, change};
    const encoded = encodeHubBody(rosterChangedSchema, body);
    this.record(await this.journal.write(encoded, ENTRY_KINDS.rosterChanged));
  }

  /** Admits a till to the roster; a new one unless one is given. */
  async admit(workstationId: string, known?: TestTill): Promise<TestTill> {
    const {retailStoreId} = this;
    const till = known ?? (await TestTill.make(this.#tools, {retailStoreId, workstationId}));
    const {journalId} = till;
    await this.admitKey(workstationId, {journalId, publicKey: till.key.publicKey});
    return till;
  }

  async admitKey(
    workstationId: string,
    named: {readonly journalId: JournalId; readonly publicKey: PublicKey},
  ): Promise<void> {
    const {journalId} = named;
    const publicKey = publicKeyText(named.publicKey);
    await this.change({kind: 'journalAdmitted', workstationId, journalId, publicKey, name: 'till'});
  }

  async close({journalId, entries}: TestTill, reason: 'revoked' | 'replaced'): Promise<void> {
    const last = entries.at(-1);
    const lastKnown = {
      sequenceNumber: last?.header.sequenceNumber ?? 0,
      entryHash: toBase64Url(last?.entryHash ?? GENESIS_HASH),
    };
    await this.change({kind: 'journalClosed', journalId, reason, lastKnown});
  }

  decisionBody(
    entry: JournalEntry,
    decided: Pick<DispositionDecided, 'decision' | 'reason'>,
  ): Bytes {
    const key = transactionKeyOf(entry.header);
    const entryHash = toBase64Url(entry.entryHash);
    const by = {decidedBy: 'manager', decidedAtMs: STARTED_AT_MS};
    return encodeHubBody(dispositionDecidedSchema, {v: 1, key, entryHash, ...decided, ...by});
  }

  async decide(
    entry: JournalEntry,
    decided: Pick<DispositionDecided, 'decision' | 'reason'>,
  ): Promise<void> {
    const body = this.decisionBody(entry, decided);
    this.record(await this.journal.write(body, ENTRY_KINDS.disposition));
  }

  async raise(alarm: Pick<Alarm, 'code' | 'detail'>): Promise<void> {
    const body = encodeHubBody(alarmSchema, {v: 1, raisedAtMs: STARTED_AT_MS, ...alarm});
    this.record(await this.journal.write(body, ENTRY_KINDS.alarm));
  }

  /** The same hub and ledger with another memory: put back to `position`, to go on differently. */
  forkAt(position: number): TestHub {
    const fork = new TestHub(this.#tools, this);
    fork.lines.push(...this.lines.slice(0, position));
    fork.heads.push(...this.heads.slice(1, position + 1));
    fork.#laterMs = 500;
    return fork;
  }

  /** The same hub, whose new ledger begins with a claim that its identity key did not sign. */
  async uncertified(): Promise<TestHub> {
    const {retailStoreId} = this;
    const certifiedBy = await this.#tools.newKey();
    return TestHub.open(this.#tools, {retailStoreId, ledger: 8, before: this, certifiedBy});
  }

  /** The signed segment of these positions; to the end of the ledger without `last`. */
  async segment(
    first: number,
    last = this.end,
    bent: {
      readonly identity?: SigningKey;
      readonly codec?: number;
      readonly version?: SegmentVersion;
    } = {},
  ): Promise<Bytes> {
    const headBefore = this.heads[first - 1];
    assert(headBefore, 'a segment begins inside its ledger');
    const entries = this.lines.slice(first - 1, last);
    const {ledgerId} = this;
    const {version = SEGMENT_VERSIONS[0] ?? 1} = bent;
    const packed = await packSegment(this.#tools, {version, ledgerId, headBefore, entries});
    const envelope = {...packed, codec: bent.codec ?? packed.codec};
    const signer = bent.identity ?? this.identity;
    const signature = await signer.sign(segmentSigningMessage(envelope));
    return encodeSegmentEnvelope({...envelope, signature});
  }
}
