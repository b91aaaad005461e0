import type {Bytes} from '@holdfast/std';
import type {ForwardEntriesAnswer, LedgerId, LedgerStatusAnswer} from '@holdfast/wire';

/** A signed segment on its way. */
export interface OutgoingSegment {
  readonly ledgerId: LedgerId;
  readonly first: number;
  readonly last: number;
  readonly bytes: Bytes;
  /**
   * fresh: sales of this minute; small; they go over every unmetered uplink at once.
   * backlog: what piled up; striped over the uplinks, and never in the way of fresh ones.
   */
  readonly traffic: 'fresh' | 'backlog';
}

/**
 * A place the ledger goes: head office, a standby hub, a stick. Answers are already proved to be the sink's
 * own. Throws the faults `gateway/unreachable` (retry later) and `gateway/refused` or `gateway/untrusted`.
 */
export interface Sink {
  readonly name: string;
  deliver(segment: OutgoingSegment, signal: AbortSignal): Promise<ForwardEntriesAnswer>;
  /** How far the sink has this ledger, and what head stands at `atPosition`. */
  ledgerStatus(
    question: {readonly ledgerId: LedgerId; readonly atPosition?: number},
    signal: AbortSignal,
  ): Promise<LedgerStatusAnswer>;
}
