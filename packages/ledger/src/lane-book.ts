import {assert, type Bytes, equalBytes} from '@holdfast/std';
import {
  GENESIS_HASH,
  isLaterIncarnation,
  type JournalEntry,
  type JournalId,
  type SignedHeldStatement,
  saysMore,
} from '@holdfast/wire';
import type {RecordedTail} from './lane-table.ts';
import type {AppendOutcome, LaneTail} from './ledger.ts';

/** What a lane's tail says of an entry, before anything is looked up or written. */
export type LaneDecision =
  | {readonly kind: 'next'}
  /** At or below the tail: what stands there must be compared. */
  | {readonly kind: 'seen'}
  | Extract<AppendOutcome, {readonly kind: 'outOfOrder' | 'forked'}>;

/**
 * Where every journal ends in this hub's knowledge: the last entry taken, or a held statement that
 * goes beyond it. Decides at once and in memory; it holds one small record a journal, for ever.
 */
export class LaneBook {
  readonly #recorded = new Map<JournalId, RecordedTail>();
  readonly #statements = new Map<JournalId, SignedHeldStatement>();
  #latest: SignedHeldStatement | undefined;

  constructor(known: {
    readonly recorded: readonly RecordedTail[];
    readonly statements: readonly SignedHeldStatement[];
  }) {
    for (const tail of known.recorded) this.#recorded.set(tail.journalId, tail);
    for (const statement of known.statements) this.keepStatement(statement);
  }

  /** Sequence gapless, chain unbroken: whatever is not the next entry gets its answer here. */
  decide({header, entryHash}: JournalEntry): LaneDecision {
    const tail = this.#end(header.journalId);
    if (header.sequenceNumber > tail.sequenceNumber + 1) {
      return {
        kind: 'outOfOrder',
        expectedSequenceNumber: tail.sequenceNumber + 1,
        lastEntryHash: tail.entryHash,
      };
    }
    if (header.sequenceNumber === tail.sequenceNumber + 1) {
      return equalBytes(header.prevHash, tail.entryHash)
        ? {kind: 'next'}
        : {kind: 'forked', recordedEntryHash: tail.entryHash};
    }
    return header.sequenceNumber === tail.sequenceNumber && !equalBytes(entryHash, tail.entryHash)
      ? {kind: 'forked', recordedEntryHash: tail.entryHash}
      : {kind: 'seen'};
  }

  /**
   * Moves the lane's tail to an entry that was decided `next`; gives the way back, should it fail.
   */
  take({header, entryHash}: JournalEntry): () => void {
    const {retailStoreId, workstationId, journalId, sequenceNumber} = header;
    assert(
      sequenceNumber === this.#end(journalId).sequenceNumber + 1,
      'a lane grows by its next entry',
    );
    const before = this.#recorded.get(journalId);
    this.#recorded.set(journalId, {
      retailStoreId,
      workstationId,
      journalId,
      sequenceNumber,
      entryHash,
    });
    return () => {
      if (before) this.#recorded.set(journalId, before);
      else this.#recorded.delete(journalId);
    };
  }

  statement(journalId: JournalId): SignedHeldStatement | undefined {
    return this.#statements.get(journalId);
  }

  /**
   * Whether a statement says more than the one kept: further, or by a later gateway.
   */
  isNewer(statement: SignedHeldStatement): boolean {
    return saysMore(statement, this.#statements.get(statement.journalId));
  }

  keepStatement(statement: SignedHeldStatement): void {
    this.#statements.set(statement.journalId, statement);
    const {gatewayIncarnation} = statement;
    const latest = this.#latest?.gatewayIncarnation;
    if (!latest || !isLaterIncarnation(latest, gatewayIncarnation)) this.#latest = statement;
  }

  /** A statement of the latest gateway that any kept statement names. */
  get latestStatement(): SignedHeldStatement | undefined {
    return this.#latest;
  }

  tail(journalId: JournalId): LaneTail | undefined {
    const recorded = this.#recorded.get(journalId);
    const statement = this.#statements.get(journalId);
    if (statement && statement.sequenceNumber > (recorded?.sequenceNumber ?? 0)) {
      const {retailStoreId, workstationId, sequenceNumber, entryHash} = statement;
      return {
        retailStoreId,
        workstationId,
        journalId,
        sequenceNumber,
        entryHash,
        known: 'base',
      };
    }
    return recorded && {...recorded, known: 'recorded'};
  }

  tails(): readonly LaneTail[] {
    const journalIds = new Set([...this.#recorded.keys(), ...this.#statements.keys()]);
    return [...journalIds].flatMap(journalId => this.tail(journalId) ?? []);
  }

  /**
   * What a full lane table holds: recorded tails alone, since statements are kept by themselves.
   */
  recorded(): readonly RecordedTail[] {
    return [...this.#recorded.values()];
  }

  #end(journalId: JournalId): {readonly sequenceNumber: number; readonly entryHash: Bytes} {
    return this.tail(journalId) ?? {sequenceNumber: 0, entryHash: GENESIS_HASH};
  }
}
