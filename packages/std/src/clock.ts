/** Time as a port. Floors 0 to 3 know no other. */
export interface Clock {
  /** For durations and deadlines: never jumps, has no meaning across restarts. */
  monotonicMs(): number;
  /**
   * For people and records: whole milliseconds since 1970-01-01T00:00Z. May jump; never orders
   * anything.
   */
  wallMs(): number;
  /** Resolves after `durationMs`, or at once (not rejecting) when `signal` aborts. */
  sleep(durationMs: number, signal?: AbortSignal): Promise<void>;
}
