/** Every wait and queue of a session, in one place. */
export const INGEST_LIMITS = {
  /** After the first statement of a gateway that was put back: by then the others are here, too. */
  gapLookMs: 5_000,
  /** From hello to a proof, and to the guess of a pairing by code. */
  authenticationMs: 5_000,
  heartbeatMs: 1_000,
  /** Entries of one lane that may be waiting for their sync. */
  inFlightMax: 64,
  busyRetryMs: 50,
  /** Answers that a terminal has not read. Past this it is closed; its journal loses nothing. */
  unreadBytesMax: 4 * 1024 * 1024,
  sessionsMax: 512,
  /**
   * Sockets that have not proved who they are. Past it a newcomer takes the place of one from the
   * address that has most of them: paired terminals always find room beside them.
   */
  strangersMax: 64,
  strangersPerAddressMax: 32,
  /** Of tills that do not name their run: so many sessions that take over from each other … */
  supersededMax: 3,
  /** … within this long are two holders of one key, not one that lost its line. */
  supersededWithinMs: 5 * 60_000,
  /** The newest signature of a run is verified after this many entries … */
  unverifiedEntriesMax: 64,
  /** … or this long after the first unverified one. */
  unverifiedMs: 1_000,
  /** A till's clock this far off raises an alarm, once a session. */
  clockAlarmMs: 24 * 60 * 60 * 1000,
} as const;
