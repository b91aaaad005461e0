import type {
  AppendOutcome,
  LaneTail,
  Ledger,
  LedgerEnd,
  LedgerStretch,
  NewEntry,
  ReadLimits,
} from '@holdfast/ledger';
import {type Bytes, type Clock, type Digest, Topic} from '@holdfast/std';
import {
  GENESIS_HASH,
  headAfter,
  type JournalEntry,
  type JournalId,
  type LedgerEntry,
  type LedgerId,
  type SignedHeldStatement,
} from '@holdfast/wire';

/**
 * A ledger as the forwarder's tests need it: the object is the disk, so a crash is a new forwarder over the
 * same ledger. `beforeRaise` and `afterRaise` are where a power cut strikes.
 */
export class ToyLedger implements Ledger {
  readonly grown = new Topic<LedgerEnd>();
  readonly heldGrown = new Topic<SignedHeldStatement>();
  readonly ledgerId: LedgerId;
  readonly #digest: Digest;
  readonly #clock: Clock;
  readonly #lines: LedgerEntry[] = [];
  readonly #heads: Bytes[] = [GENESIS_HASH];
  readonly #watermarks = new Map<string, number>();
  readonly #statements = new Map<JournalId, SignedHeldStatement>();
  beforeRaise: () => void = () => {};
  afterRaise: () => void = () => {};

  constructor(ledgerId: LedgerId, ports: {readonly digest: Digest; readonly clock: Clock}) {
    this.ledgerId = ledgerId;
    this.#digest = ports.digest;
    this.#clock = ports.clock;
  }

  end(): LedgerEnd {
    return {position: this.#lines.length, head: this.#heads.at(-1) ?? GENESIS_HASH};
  }

  async readAfter(position: number, limits: ReadLimits): Promise<LedgerStretch> {
    const entries: LedgerEntry[] = [];
    let bodyBytes = 0;
    for (const line of this.#lines.slice(position, position + limits.entriesMax)) {
      bodyBytes += line.entry.body?.length ?? 0;
      if (entries.length > 0 && bodyBytes > limits.bodyBytesMax) break;
      entries.push(line);
    }
    return {ledgerId: this.ledgerId, headBefore: this.#heads[position] ?? GENESIS_HASH, entries};
  }

  async headAt(position: number): Promise<Bytes | undefined> {
    return this.#heads[position];
  }

  watermark(sink: string): number {
    return this.#watermarks.get(sink) ?? 0;
  }

  async raise({sink, position}: {readonly sink: string; readonly position: number}): Promise<void> {
    this.beforeRaise();
    this.#watermarks.set(sink, Math.max(position, this.watermark(sink)));
    this.afterRaise();
  }

  async append({entry, disposition, clockOffsetMs}: NewEntry): Promise<AppendOutcome> {
    const position = this.#lines.length + 1;
    const line = {
      position,
      recordedAtMs: this.#clock.wallMs(),
      clockOffsetMs,
      disposition,
      entryHash: entry.entryHash,
    };
    this.#lines.push({line, entry});
    this.#heads.push(headAfter(this.#digest, this.end().head, line));
    this.grown.publish(this.end());
    return {kind: 'recorded', ledgerId: this.ledgerId, position, disposition};
  }

  /** What a disk does that lied about a sync. */
  loseTail(position: number): void {
    this.#lines.length = position;
    this.#heads.length = position + 1;
    for (const [sink, at] of this.#watermarks) {
      this.#watermarks.set(sink, Math.min(at, position));
    }
  }

  lane(journalId: JournalId): LaneTail | undefined {
    return this.lanes().find(lane => lane.journalId === journalId);
  }

  lanes(): readonly LaneTail[] {
    const tails = new Map<JournalId, LaneTail>();
    for (const {entry} of this.#lines) {
      const {retailStoreId, workstationId, journalId, sequenceNumber} = entry.header;
      const place = {retailStoreId, workstationId, journalId, sequenceNumber};
      tails.set(journalId, {...place, entryHash: entry.entryHash, known: 'recorded'});
    }
    return [...tails.values()];
  }

  async find(place: {readonly journalId: JournalId; readonly sequenceNumber: number}) {
    const found = this.#lines.find(({entry}) => isAt(entry, place));
    return found ? {ledgerId: this.ledgerId, entry: found} : undefined;
  }

  heldStatement(journalId: JournalId): SignedHeldStatement | undefined {
    return this.#statements.get(journalId);
  }

  async keepHeldStatement(statement: SignedHeldStatement): Promise<void> {
    this.#statements.set(statement.journalId, statement);
  }
}

function isAt(
  {header}: JournalEntry,
  place: {readonly journalId: JournalId; readonly sequenceNumber: number},
): boolean {
  return header.journalId === place.journalId && header.sequenceNumber === place.sequenceNumber;
}
