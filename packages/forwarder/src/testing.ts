import {
  type Bytes,
  type Clock,
  type Digest,
  equalBytes,
  Fault,
  type PublicKey,
  type SignatureVerifier,
  type SigningKey,
  Topic,
  toBase64Url,
} from '@holdfast/std';
import {
  type Compressor,
  decodeSegmentEnvelope,
  encodeHeldStatement,
  type ForwardEntriesAnswer,
  type GatewayIncarnation,
  GENESIS_HASH,
  type HeldStatement,
  headAfter,
  heldStatementSigningMessage,
  type JournalId,
  type LedgerEntry,
  type LedgerId,
  type LedgerStatusAnswer,
  SEGMENT_VERSIONS,
  segmentSigningMessage,
  unpackSegment,
  WAN_PROTOCOL_VERSION,
} from '@holdfast/wire';
import type {OutgoingSegment, Sink} from './ports.ts';

interface StoredLine {
  readonly entry: LedgerEntry;
  readonly head: Bytes;
}

/**
 * A head office in memory, as strict as the protocol: it takes only segments that the hub signed
 * and that prove themselves, keeps each line once, and signs held statements over the contiguous
 * prefix.
 */
export class FakeGateway implements Sink {
  readonly name = 'gateway';
  readonly revived = new Topic<{readonly gatewayIncarnation: GatewayIncarnation}>();
  readonly #tools: FakeGatewayTools;
  #ledgers = new Map<LedgerId, Map<number, StoredLine>>();
  #incarnation: GatewayIncarnation;
  /** What it says it reads; an older head office reads less. */
  segmentVersions: readonly number[] = SEGMENT_VERSIONS;

  constructor(tools: FakeGatewayTools, incarnation: GatewayIncarnation) {
    this.#tools = tools;
    this.#incarnation = incarnation;
  }

  get incarnation(): GatewayIncarnation {
    return this.#incarnation;
  }

  /** The end of the gapless stretch from 1. */
  heldPosition(ledgerId: LedgerId): number {
    return this.#held(ledgerId).position;
  }

  /** Every line held, contiguous or not, by position. */
  lines(ledgerId: LedgerId): LedgerEntry[] {
    return [...this.#lines(ledgerId)].sort(([a], [b]) => a - b).map(([, {entry}]) => entry);
  }

  /**
   * What a restore from a backup does: lines above `position` are gone, and the incarnation is
   * another.
   */
  restore(ledgerId: LedgerId, to: {position: number; incarnation: GatewayIncarnation}): void {
    for (const position of [...this.#lines(ledgerId).keys()]) {
      if (position > to.position) this.#lines(ledgerId).delete(position);
    }
    this.#incarnation = to.incarnation;
  }

  /** What head office finds elsewhere: the next lines of a ledger, from an older copy of it. */
  refill(ledgerId: LedgerId, entries: readonly LedgerEntry[]): void {
    let {head} = this.#held(ledgerId);
    for (const entry of entries) {
      head = headAfter(this.#tools.digest, head, entry.line);
      this.#lines(ledgerId).set(entry.line.position, {entry, head});
    }
  }

  async deliver({bytes}: OutgoingSegment, signal: AbortSignal): Promise<ForwardEntriesAnswer> {
    if (signal.aborted) throw new Fault('gateway/unreachable', {reason: 'aborted'});
    const {digest, verifier, hubPublicKey, compressors} = this.#tools;
    const envelope = decodeSegmentEnvelope(digest, bytes);
    const claim = {publicKey: hubPublicKey, message: segmentSigningMessage(envelope)};
    if (!(await verifier.verify({...claim, signature: envelope.signature}))) {
      throw new Fault('gateway/refused', {reason: 'unauthorized'});
    }
    const entries = await unpackSegment({digest, compressors}, envelope);
    const lines = this.#lines(envelope.ledgerId);
    const before = this.#held(envelope.ledgerId).position;
    let head = envelope.headBefore;
    let [differs, news] = [false, 0];
    for (const entry of entries) {
      head = headAfter(digest, head, entry.line);
      const {position} = entry.line;
      const stored = lines.get(position);
      if (!stored) news += 1;
      else if (!equalBytes(stored.head, head)) differs = true;
      if (stored) continue;
      lines.set(position, {entry, head});
    }
    const held = this.#held(envelope.ledgerId);
    const missing = held.position < envelope.last;
    return {
      v: WAN_PROTOCOL_VERSION,
      type: 'forwardEntriesAnswer',
      outcome: differs ? 'diverged' : missing ? 'arrived' : news > 0 ? 'accepted' : 'alreadyHeld',
      ...(await this.#word(envelope.ledgerId, held.position > before)),
    };
  }

  async ledgerStatus(question: {
    readonly ledgerId: LedgerId;
    readonly atPosition?: number;
  }): Promise<LedgerStatusAnswer> {
    const {ledgerId, atPosition} = question;
    const at = atPosition === undefined ? undefined : this.#lines(ledgerId).get(atPosition);
    return {
      v: WAN_PROTOCOL_VERSION,
      type: 'ledgerStatusAnswer',
      nonce: toBase64Url(new Uint8Array(16)),
      ...(await this.#word(ledgerId, true)),
      segmentVersions: [...this.segmentVersions],
      ...(at && atPosition ? {headAt: {position: atPosition, head: toBase64Url(at.head)}} : {}),
    };
  }

  #lines(ledgerId: LedgerId): Map<number, StoredLine> {
    const lines = this.#ledgers.get(ledgerId) ?? new Map<number, StoredLine>();
    this.#ledgers.set(ledgerId, lines);
    return lines;
  }

  #held(ledgerId: LedgerId): {readonly position: number; readonly head: Bytes} {
    const lines = this.#lines(ledgerId);
    let position = 0;
    while (lines.has(position + 1)) position += 1;
    return {position, head: lines.get(position)?.head ?? GENESIS_HASH};
  }

  async #word(ledgerId: LedgerId, withStatements: boolean) {
    const held = this.#held(ledgerId);
    return {
      ledgerId,
      gatewayIncarnation: this.#incarnation,
      heldPosition: held.position,
      heldHead: toBase64Url(held.head),
      heldStatements: withStatements ? await this.#statements(ledgerId, held.position) : [],
    };
  }

  async #statements(ledgerId: LedgerId, heldPosition: number): Promise<string[]> {
    const {clock, gatewayKey} = this.#tools;
    const newest = new Map<JournalId, LedgerEntry>();
    for (let position = 1; position <= heldPosition; position++) {
      const entry = this.#lines(ledgerId).get(position)?.entry;
      if (entry) newest.set(entry.entry.header.journalId, entry);
    }
    return Promise.all(
      [...newest.values()].map(async ({entry: {header, entryHash}}) => {
        const {retailStoreId, workstationId, journalId, sequenceNumber} = header;
        const statement: HeldStatement = {
          retailStoreId,
          workstationId,
          journalId,
          sequenceNumber,
          entryHash,
          gatewayIncarnation: this.#incarnation,
          issuedAtMs: clock.wallMs(),
        };
        const signature = await gatewayKey.sign(heldStatementSigningMessage(statement));
        return toBase64Url(encodeHeldStatement({...statement, signature}));
      }),
    );
  }
}

export interface FakeGatewayTools {
  readonly clock: Clock;
  readonly digest: Digest;
  readonly verifier: SignatureVerifier;
  readonly compressors: readonly Compressor[];
  readonly gatewayKey: SigningKey;
  readonly hubPublicKey: PublicKey;
}
