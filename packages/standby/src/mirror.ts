import {KnownKeys, type MirrorOutcome, type MirrorShelf, type RecordedTail} from '@holdfast/ledger';
import {
  type Bytes,
  type Clock,
  type Digest,
  Fault,
  type PublicKey,
  type SignatureVerifier,
  Topic,
  Turns,
  toBase64Url,
} from '@holdfast/std';
import {
  type AskMirror,
  type Compressor,
  decodeSegmentEnvelope,
  entrySigningMessage,
  type GatewayIncarnation,
  type HeadOfficeHolds,
  hubIdOf,
  hubIdOfLedger,
  type JournalId,
  journalIdOf,
  type LedgerEntry,
  type LedgerId,
  type MirrorPosition,
  type SignedHeldStatement,
  segmentSigningMessage,
  unpackSegment,
} from '@holdfast/wire';
import {Covered, type LedgerBase} from './ledger-base.ts';
import type {SegmentStore} from './ports.ts';

export interface MirrorPorts {
  readonly shelf: MirrorShelf;
  readonly segments: SegmentStore;
  readonly incarnation: GatewayIncarnation;
  readonly clock: Clock;
  readonly digest: Digest;
  readonly verifier: SignatureVerifier;
  readonly compressors: readonly Compressor[];
}

/** How the copy of one ledger stands. */
export interface MirroredLedgerView {
  readonly ledgerId: LedgerId;
  readonly position: number;
  /** Where the hub last said that the ledger ends. 0 where it has not. */
  readonly hubPosition: number;
  /** As the hub last said. */
  readonly heldPosition: number;
}

/** The sink name of head office: whose watermark is copied. */
const GATEWAY = 'gateway';

/**
 * The standby's copy of its hub's ledgers. Takes a segment only after it proved all of it: its
 * hub's signature, every header, chain link and head, and the signature of each journal's run whose
 * key it knows. Says `accepted` only after the sync. One segment at a time.
 */
export class Mirror {
  /** Published after each segment that became durable. */
  readonly grown = new Topic<{readonly ledgerId: LedgerId; readonly position: number}>();
  readonly #ports: MirrorPorts;
  readonly #keys: KnownKeys;
  readonly #told = new Map<JournalId, PublicKey>();
  readonly #hubEnds = new Map<LedgerId, number>();
  readonly #covered: Covered;

  constructor(ports: MirrorPorts) {
    this.#ports = ports;
    this.#covered = new Covered(ports.verifier);
    this.#keys = new KnownKeys(ports.digest);
  }

  /** Drawn when this mirror was begun. */
  get incarnation(): GatewayIncarnation {
    return this.#ports.incarnation;
  }

  /** Keys of journals, as the hub names them. One that is not its journal's is passed over. */
  learnKeys(keys: readonly PublicKey[]): void {
    for (const key of keys) this.#told.set(journalIdOf(this.#ports.digest, key), key);
  }

  /**
   * Where the hub's ledgers begin, as it has signed, and head office's statements for what stood
   * before. A ledger of which nothing is here is copied from there on, as far as the statements
   * cover what is lacking of each journal.
   */
  async learnBases(said: {
    readonly bases: readonly LedgerBase[];
    readonly heldStatements: readonly SignedHeldStatement[];
    readonly gatewayPublicKey: PublicKey;
  }): Promise<void> {
    const {bases, heldStatements, gatewayPublicKey} = said;
    await this.#covered.learn(heldStatements, gatewayPublicKey);
    for (const {ledgerId, ...base} of bases) this.#ports.shelf.beginAfter(ledgerId, base);
  }

  /**
   * Stores a segment of this hub. Throws `wire/malformed` for what does not prove itself, and
   * `standby/refused` for what another key signed, and `standby/uncovered`.
   */
  async take(bytes: Bytes, hubPublicKey: PublicKey): Promise<MirrorPosition> {
    const {digest, verifier, shelf, segments, clock, compressors} = this.#ports;
    const envelope = decodeSegmentEnvelope(digest, bytes);
    const {ledgerId, first, last, headBefore, signature} = envelope;
    const message = segmentSigningMessage(envelope);
    if (!(await verifier.verify({publicKey: hubPublicKey, message, signature}))) {
      throw new Fault('standby/refused', {reason: 'segment is not signed by this hub', ledgerId});
    }
    const turns = new Turns(clock, ENTRIES_PER_TURN);
    const entries = await unpackSegment({digest, compressors, turns}, envelope);
    await this.#proveRuns(entries);
    if (shelf.basePosition(ledgerId) > 0) {
      this.#covered.assertBefore(entries, journalId => shelf.lane(journalId) !== undefined);
    }
    const isOwn = hubIdOfLedger(ledgerId) === hubIdOf(digest, hubPublicKey);
    if (isOwn && first <= shelf.end(ledgerId).position + 1) {
      await segments.keep({ledgerId, first, last, bytes});
    }
    const outcome = await shelf.append({ledgerId, headBefore, entries});
    if (outcome === 'accepted') {
      for (const {entry} of entries) this.#keys.learn(entry);
      this.grown.publish({ledgerId, position: shelf.end(ledgerId).position});
    }
    const touched = new Set(entries.map(({entry}) => entry.header.journalId));
    const lanes = [...touched].flatMap(journalId => shelf.lane(journalId) ?? []);
    return this.#word(ledgerId, {outcome, lanes});
  }

  /** How far this mirror has a ledger, and where every journal ends in it. */
  async answer({ledgerId, atPosition}: AskMirror): Promise<MirrorPosition> {
    const {shelf} = this.#ports;
    const head = atPosition === undefined ? undefined : await shelf.headAt(ledgerId, atPosition);
    return {
      ...this.#word(ledgerId, {outcome: 'status', lanes: shelf.lanes().slice(-LANES_MAX)}),
      ...(head && atPosition ? {headAt: {position: atPosition, head: toBase64Url(head)}} : {}),
    };
  }

  /** What head office holds need not be delivered by whoever follows the hub. */
  async note({ledgers}: HeadOfficeHolds): Promise<void> {
    const {shelf, segments} = this.#ports;
    for (const {ledgerId, heldPosition, end} of ledgers) {
      this.#hubEnds.set(ledgerId, end);
      if (heldPosition <= shelf.watermark(ledgerId, GATEWAY)) continue;
      await shelf.note(ledgerId, {sink: GATEWAY, position: heldPosition});
      await segments.drop({ledgerId, position: shelf.watermark(ledgerId, GATEWAY)});
    }
  }

  ledgers(): readonly MirroredLedgerView[] {
    const {shelf} = this.#ports;
    return shelf.ledgerIds().map(ledgerId => ({
      ledgerId,
      position: shelf.end(ledgerId).position,
      hubPosition: this.#hubEnds.get(ledgerId) ?? 0,
      heldPosition: shelf.watermark(ledgerId, GATEWAY),
    }));
  }

  /** A signature that is there and whose key is known must be that key's. */
  async #proveRuns(entries: readonly LedgerEntry[]): Promise<void> {
    const {digest, verifier} = this.#ports;
    const named = new KnownKeys(digest);
    for (const {entry} of entries) {
      const {journalId, sequenceNumber} = entry.header;
      named.learn(entry);
      const publicKey =
        named.of(journalId) ?? this.#keys.of(journalId) ?? this.#told.get(journalId);
      const {signature} = entry;
      if (!publicKey || !signature) continue;
      const message = entrySigningMessage(entry.entryHash);
      if (await verifier.verify({publicKey, message, signature})) continue;
      const reason = 'a signature is not its journal’s';
      throw new Fault('standby/refused', {reason, journalId, sequenceNumber});
    }
  }

  #word(
    ledgerId: LedgerId,
    said: {readonly outcome: MirrorOutcome | 'status'; readonly lanes: readonly RecordedTail[]},
  ): MirrorPosition {
    const {shelf, incarnation} = this.#ports;
    const {position, head} = shelf.end(ledgerId);
    const lanes = said.lanes.map(({journalId, sequenceNumber, entryHash}) => ({
      journalId,
      sequenceNumber,
      entryHash: toBase64Url(entryHash),
    }));
    return {
      outcome: said.outcome,
      ledgerId,
      incarnation,
      position,
      head: toBase64Url(head),
      lanes,
    };
  }
}

const LANES_MAX = 4096;
const ENTRIES_PER_TURN = 64;
