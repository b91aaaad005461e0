/**
 * Bounds of the uplinks. Times are milliseconds. Together they show an outage within ten seconds.
 */
export const UPLINK_LIMITS = {
  /** Lates in a row that make a healthy way suspect: one is weather. */
  latesMax: 2,
  /** Failures in a row that take a way down. */
  failuresMax: 3,
  /** Signed answers in a row that bring back a way that was down. */
  answersToReturn: 2,

  /**
   * An answer is late after its way's own round trips say so, within these bounds. The lower one
   * decides how long a dead line holds up a sale: with it, the next line's answer is there within
   * its own round trip and 50 ms. A false alarm costs one small segment sent twice.
   */
  lateFloorMs: 25,
  lateCeilingMs: 3_000,
  /** Before anything is known of a way. */
  lateFirstMs: 1_000,
  /**
   * How long any exchange may run, late or not, and how slow a way may be before it does not count
   * as one.
   */
  exchangeCapMs: 15_000,
  slowestBytesPerMs: 8,
  probeCapMs: 3_000,
  probesInFlightMax: 3,

  probeMs: {
    probing: 250,
    healthy: 3_000,
    suspect: 1_000,
    downFirst: 1_000,
    downMax: 5_000,
    meteredIdle: 300_000,
    meteredInUse: 5_000,
    /** In use, with less than half of the month's budget left. */
    meteredSparing: 30_000,
    /** Down, while an unmetered way is healthy. */
    meteredDown: 60_000,
  },

  /** Exchanges from this size on measure throughput; smaller ones measure round trips. */
  bulkBytes: 16 * 1024,
  /**
   * A guess until measured: 256 kbit/s. Low, since too much on a slow line makes it look dead,
   * while a fast one shows within a second what it is.
   */
  throughputFirstBytesPerMs: 32,
  /** Exchanges of a backlog on one way, */
  backlogInFlightMax: 4,
  /** and no further one while those under way are expected to take so long. */
  backlogQueueMs: 1_000,
  /**
   * How long one segment takes an average way. Short, so that a way that dies takes little along
   * and the others' answers come often;
   */
  backlogSegmentMs: 100,
  /**
   * longer where bytes are paid for, and on slow ways, up to a size from which on packing is good;
   */
  backlogSegmentMsMax: 400,
  backlogSegmentBytesGood: 64 * 1024,
  /** and never smaller than this, however slow the way. */
  backlogSegmentBytesMin: 16 * 1024,
  /** Ways that are more times slower than the fastest do not count for the size of segments. */
  backlogUnequalMax: 4,

  memoryEveryMs: 30_000,
} as const;
