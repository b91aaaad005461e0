/**
 * Everything the ledger keeps in memory or does at once has a cap, and this is the list of them.
 */
export interface LedgerLimits {
  /** One commit group. Its first entry is always taken, however large. */
  readonly groupEntriesMax: number;
  readonly groupBytesMax: number;
  /** What waits for a group. At the cap an append is answered `busy`. */
  readonly queueEntriesMax: number;
  readonly queueBytesMax: number;
  /** Entries whose hash is remembered until the index has them. */
  readonly recentEntriesMax: number;
  /** Of these, what the index will keep of them waits for it in memory. */
  readonly recentRowsMax: number;
  /** Groups kept in memory for readers that are close behind the end. */
  readonly recentGroupBytesMax: number;
  /** Groups that a reader has proved and may still take more of. */
  readonly provenGroupBytesMax: number;
  /**
   * A full table of lanes is written at the latest after so many groups, or so many bytes of them.
   */
  readonly snapshotGroupsMax: number;
  readonly snapshotBytesMax: number;
  /**
   * What a reader asks of the store in one piece: small, so that a commit never waits long for it.
   */
  readonly readBytes: number;
  /** The log is checkpointed after this much quiet, */
  readonly checkpointIdleMs: number;
  /** or once it holds so much: only then does a checkpoint keep an ack waiting. */
  readonly walBytesMax: number;
  /**
   * The index is fed at most so often, and so much in one piece: each costs it a sync of its own.
   */
  readonly indexEveryMs: number;
  readonly indexRows: number;
  readonly indexBytes: number;
  /** The anchor is written at most so often. */
  readonly anchorEveryMs: number;
}

export const LEDGER_LIMITS: LedgerLimits = {
  groupEntriesMax: 512,
  groupBytesMax: 2 * 1024 * 1024,
  queueEntriesMax: 8192,
  queueBytesMax: 32 * 1024 * 1024,
  recentEntriesMax: 65_536,
  recentRowsMax: 8_192,
  recentGroupBytesMax: 8 * 1024 * 1024,
  provenGroupBytesMax: 1024 * 1024,
  snapshotGroupsMax: 64,
  snapshotBytesMax: 4 * 1024 * 1024,
  readBytes: 256 * 1024,
  checkpointIdleMs: 500,
  walBytesMax: 16 * 1024 * 1024,
  indexEveryMs: 250,
  indexRows: 2_048,
  indexBytes: 2 * 1024 * 1024,
  anchorEveryMs: 100,
};
