const DAY_MS = 24 * 60 * 60_000;

/** What retention does at once, and how often it looks. */
export interface RetentionLimits {
  /** After a start there is more urgent work. */
  readonly firstAfterMs: number;
  readonly everyMs: number;
  /** While head office has not been heard. */
  readonly unheardEveryMs: number;
  /** Entries that one sweep looks at and deletes; where more may go, it goes on after a while. */
  readonly sweepEntriesMax: number;
  readonly moreAfterMs: number;
  /** Between two deletions: whatever came meanwhile is recorded, forwarded and read first. */
  readonly restMs: number;
}

export const RETENTION_LIMITS: RetentionLimits & {
  readonly retentionMs: number;
  readonly retentionMinMs: number;
} = {
  retentionMs: 400 * DAY_MS,
  retentionMinMs: 90 * DAY_MS,
  firstAfterMs: 60_000,
  everyMs: 6 * 60 * 60_000,
  unheardEveryMs: 60_000,
  sweepEntriesMax: 65_536,
  moreAfterMs: 5_000,
  restMs: 50,
};
