/** Bounds of the conversation between a hub and its standby; milliseconds. */
export const STANDBY_LIMITS = {
  /** From the open socket to the proof. */
  proofMs: 5_000,
  /** Each side says something at least so often, */
  beatMs: 3_000,
  /** and after so long without a word the other is taken to be gone. */
  silenceMs: 10_000,
  /** A segment or question that is not answered by then is sent again over the next connection. */
  answerMs: 30_000,
  /** Sockets that have proved nothing yet. */
  strangers: {placesMax: 16, perAddressMax: 4},
  windowMs: 10 * 60_000,
  triesMax: 5,
  /** A hub's word about what is held is this old at least before it is asked for another. */
  wordAgeMs: 60_000,
  /** Before the standby rings again. */
  retry: {firstMs: 500, maxMs: 10_000},
} as const;
