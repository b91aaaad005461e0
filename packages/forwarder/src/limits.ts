/** Bounds of forwarding. Sizes are of bodies before compression; times are milliseconds. */
export const FORWARDER_LIMITS = {
  /** What was recorded longer ago is backlog. */
  freshMs: 60_000,
  /** An unsent tail this short counts as fresh when the hub starts. */
  freshTailEntriesMax: 64,
  /** More unsent sales than this are not fresh, however young: the oldest of them are a backlog. */
  freshUnsentMax: 256,
  freshEntriesMax: 64,
  freshBytesMax: 128 * 1024,
  freshInFlightMax: 4,
  /**
   * A fresh segment leaves beside one that is under way only after this: sales gather in the
   * meantime.
   */
  freshPatienceMs: 200,
  /**
   * Large, since what a shop repeats is found again the more of it lies together; twice the size
   * saves another tenth, and costs the hub twice the memory.
   */
  backlogEntriesMax: 2048,
  backlogBytesMax: 4 * 1024 * 1024,
  /** What is on the way to the sink: enough for two ways with four each. */
  backlogInFlightMax: 8,
  /** On the way, or answered and not yet written down. */
  unsettledMax: 32,
  /**
   * Entries read, proved or packed before others get their turn: about a millisecond, which is the
   * longest a live ack waits behind a backlog.
   */
  entriesPerTurnMax: 32,
  retry: {firstMs: 200, maxMs: 10_000},
  /** Before a refused segment, or a refused hub, is tried again. */
  stuckRetryMs: 60_000,
  /** Refusals in a row, nothing accepted between, after which all wait `stuckRetryMs`. */
  refusalsInARowMax: 3,
  /** How long a size that was refused is remembered: the proxy that refused it may be gone. */
  sizeCeilingMs: 600_000,
  /** What is under way when the hub stops gets this long to be answered. */
  drainMs: 2_000,
  progressMs: 1_000,
  signaturesRemembered: 4_096,
} as const;

export type ForwarderLimits = {
  readonly [Name in keyof typeof FORWARDER_LIMITS]: (typeof FORWARDER_LIMITS)[Name] extends number
    ? number
    : {readonly firstMs: number; readonly maxMs: number};
};
