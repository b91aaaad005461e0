/**
 * What one gateway takes on at a time. At a cap it refuses new work by name; what it has is kept.
 */
export const FLEET_LIMITS = {
  /** Verified segments waiting for their commit, and how much of them one commit covers. */
  segmentsQueuedMax: 256,
  segmentsPerCommitMax: 32,
  /** Entries proved, placed or described before other requests get their turn. */
  entriesPerTurnMax: 64,
  /** Lines that one commit takes from segments stored earlier, and waiting entries it looks at. */
  linesJoinedPerCommitMax: 16_384,
  entriesLoadedPerJournalMax: 16_384,
  /** Signatures tried for one journal in one commit: a wrong one is set aside for good. */
  signaturesTriedMax: 8,
  /** Segments kept ahead of a gap, a ledger. */
  segmentsAheadMax: 4096,
  bytesAheadMax: 512 * 1024 * 1024,
  /** Segments kept as evidence that a ledger has two histories. */
  segmentsEvidenceMax: 16,
  /** Enrolment codes of one store that are open at a time. */
  enrolmentsOpenMax: 16,
  enrolmentTtlMaxMs: 30 * 24 * 3_600_000,
  /** A permission that a change of hub gives is used at once. */
  enrolmentByChangeMs: 60_000,
  statementsPerAnswerMax: 1024,
  /** Journals that are told of once more when a segment comes again: an answer may be lost. */
  statementsRepeatedMax: 64,
  /** Unpacked segments kept in memory for readers. */
  shelfBytesMax: 64 * 1024 * 1024,
  /** Transactions of one answer to a reader. */
  pageMax: 1000,
  /** Entries whose personal data one walk over a store's segments takes out. */
  erasuresAtOnceMax: 4096,
  /** After a disk that was full, or a file that somebody read. */
  eraseAgainMs: 10_000,
} as const;
