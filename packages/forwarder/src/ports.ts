import type {
  Bytes,
  Clock,
  Digest,
  Log,
  PublicKey,
  Random,
  SignatureVerifier,
  SigningKey,
  Topic,
} from '@holdfast/std';
import type {
  Compressor,
  ForwardEntriesAnswer,
  GatewayIncarnation,
  JournalId,
  LedgerId,
  LedgerStatusAnswer,
} from '@holdfast/wire';

/** A signed segment on its way. */
export interface OutgoingSegment {
  readonly ledgerId: LedgerId;
  readonly first: number;
  readonly last: number;
  /** The ledger's head after its last entry, as this hub has proved it. */
  readonly headAfter: Bytes;
  readonly bytes: Bytes;
  /**
   * fresh: sales of this minute; small; they go over every unmetered uplink at once.
   * backlog: what piled up; striped over the uplinks, and never in the way of fresh ones.
   */
  readonly traffic: 'fresh' | 'backlog';
}

/**
 * A place the ledger goes: head office, a standby hub, a stick. Answers are already proved to be
 * the sink's own. Throws the faults `gateway/unreachable`, `gateway/busy` or `uplink/over-budget`
 * (retry later; a standby's: `standby/unreachable`), and `gateway/refused` or `standby/refused`
 * with a `reason`: `tooLarge` (a smaller segment may pass), `unauthorized` or `version` (no segment
 * will), anything else (this segment will not).
 */
export interface Sink {
  /** The name its watermark is kept under. */
  readonly name: string;
  /**
   * How many bytes a segment of a backlog should have now, so that nothing waits long behind it.
   * Absent: as many as the limits allow.
   */
  readonly backlogBytes?: number;
  deliver(segment: OutgoingSegment, signal: AbortSignal): Promise<ForwardEntriesAnswer>;
  /**
   * How far the sink has this ledger, and what head stands at or below `atPosition`. The statement
   * is of the latest sink known here, for one that was put back behind it.
   */
  ledgerStatus(
    question: {
      readonly ledgerId: LedgerId;
      readonly atPosition?: number;
      readonly heldStatement?: string;
    },
    signal: AbortSignal,
  ): Promise<LedgerStatusAnswer>;
  /**
   * Published when the sink can be reached again, or is found to be another incarnation: whoever
   * waits before a new try, tries now.
   */
  readonly revived: Topic<{readonly gatewayIncarnation: GatewayIncarnation}>;
}

/** What the forwarder finds wrong, for the hub's journal and its people. */
export interface ForwarderAlarms {
  /**
   * The newest signature of a lane's run is not its key's. The run travels without it, as evidence.
   */
  badSignature(entry: {readonly journalId: JournalId; readonly sequenceNumber: number}): void;
  /**
   * Hub and sink hold different histories of this ledger. Forwarding of it has stopped: it is for
   * the hub to close it at `lastCommonPosition`, open a new one and append what it has beyond.
   */
  diverged(difference: LedgerDifference): void;
  /**
   * The sink asks for what was deleted here, because it had signed for it: it was restored from an
   * older copy. What is still here is sent all the same; what is missing it must get elsewhere.
   */
  pruned(missing: MissingStretch): void;
  /**
   * A held statement was refused: not head office's signature, or another entry than the recorded
   * one.
   */
  statementRefused(statement: {
    readonly journalId: JournalId;
    readonly sequenceNumber: number;
    readonly reason: 'badSignature' | 'otherEntry';
  }): void;
}

/** Positions that a sink lacks and this hub no longer has. */
export interface MissingStretch {
  readonly ledgerId: LedgerId;
  readonly first: number;
  readonly last: number;
}

export interface LedgerDifference {
  readonly ledgerId: LedgerId;
  /** `sinkAhead`: all this hub has is the sink's too, which holds more: this hub lost its tail. */
  readonly reason: 'headsDiffer' | 'sinkAhead';
  /** Up to here both surely agree. The true one may be higher where the sink knows few heads. */
  readonly lastCommonPosition: number;
  readonly sinkPosition: number;
}

export interface ForwarderPorts {
  readonly sink: Sink;
  readonly clock: Clock;
  readonly random: Random;
  readonly digest: Digest;
  readonly compressor: Compressor;
  readonly verifier: SignatureVerifier;
  /** The hub's identity key: signs segments. */
  readonly hubKey: SigningKey;
  /** The pinned key of the gateway: signs held statements. */
  readonly gatewayPublicKey: PublicKey;
  /** The roster's word. A signature by a key it does not know travels unjudged. */
  journalKey(journalId: JournalId): PublicKey | undefined;
  readonly alarms: ForwarderAlarms;
  readonly log: Log;
}
