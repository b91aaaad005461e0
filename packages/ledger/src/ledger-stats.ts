/** What a ledger has done since it was opened, and what waits. Counted, never sampled. */
export interface LedgerStats {
  readonly entries: number;
  readonly groups: number;
  /**
   * Writes of the store, each with its one sync: groups, and notes that found no group to ride
   * with.
   */
  readonly syncs: number;
  /** `cap`: the log was full, and acks waited. `idle`: nobody waited when it began. */
  readonly checkpoints: {readonly idle: number; readonly cap: number};
  /** Appends that found the store checkpointing. */
  readonly appendsBehindCheckpoint: number;
  readonly refused: {readonly queueFull: number; readonly diskFull: number};
  readonly walBytes: number;
  readonly queue: {readonly entries: number; readonly bytes: number};
}
