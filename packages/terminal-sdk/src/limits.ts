const DAY_MS = 24 * 60 * 60_000;

/** Everything a terminal waits for, tries, keeps or queues has a limit, and this is the list. */
export const TERMINAL_LIMITS = {
  /** Three missed heartbeats: the till is alone. Also what a short reconnection may take unseen. */
  hubLostAfterMs: 3_000,
  heartbeatMs: 1_000,
  /** From connected to `hello`, and from `authenticate` to `welcome`. */
  handshakeMs: 5_000,
  /** A hub that lives and does not answer a record: ring again, it will say what it has. */
  answerMs: 10_000,
  /** A hub that lives answers a look-up at once; an older one never does. */
  receiptAnswerMs: 5_000,
  pairingMs: 5 * 60_000,
  /** A hub that is not the pinned one is heard so long about why, so often, and so many of them. */
  strangerMs: 5_000,
  strangerEveryMs: 5_000,
  strangerTriesMax: 60,
  strangersMax: 4,
  /** A pairing by code looks so long for a hub, and so long for a second one after the first. */
  codeFindMs: 5_000,
  codeOthersMs: 1_000,
  /**
   * At the start discovery is asked first; where it says nothing, the next rung is the last
   * address.
   */
  discoveryFirstMs: 500,
  reconnect: {firstMs: 250, maxMs: 5_000},
  /** A session that lived this long was a good one: the next wait starts small again. */
  settledMs: 5_000,
  /** A hub that refused this terminal for good is asked again this often, and when it reappears. */
  refusedRetryMs: 60_000,
  /** Between two rounds over the ladder, whatever discovery shouts. */
  roundPauseMs: 250,
  candidatesMax: 32,
  inFlightMax: 64,
  inFlightBytesMax: 4 * 1024 * 1024,
  /** Rewinds without one entry recorded in between, before the session is given up. */
  rewindsMax: 3,
  /** A hub that says `busy` is not asked again sooner, whatever it says. */
  busyPauseMinMs: 50,
  submissionsWaitingMax: 1_024,
  /** One commit takes what waits, up to this. */
  groupEntriesMax: 64,
  groupBytesMax: 4 * 1024 * 1024,
  submissionIdLengthMax: 128,
  retentionMs: 30 * DAY_MS,
  retentionMinMs: 7 * DAY_MS,
  pruneEveryMs: 60 * 60_000,
  /** What the hub acknowledged is learned again at every welcome, so it is kept lazily. */
  custodyFlushMs: 5_000,
  /** Beyond this, people would read wrong times on receipts. */
  clockOffsetMaxMs: 120_000,
} as const;
