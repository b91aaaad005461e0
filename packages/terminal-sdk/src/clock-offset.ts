interface Sample {
  readonly roundTripMs: number;
  readonly offsetMs: number;
}

const SAMPLES_KEPT = 8;
/** Finer than this is noise of the network, and no reason to tell anybody. */
const STEP_MS = 100;

/**
 * How far the store's clock is ahead of this terminal's. Of the last few answers the one with the
 * shortest round trip counts, the newest of equals, as its answer had the least time to grow old
 * (RFC 5905 §10).
 */
export class ClockOffset {
  #samples: Sample[] = [];

  /** The hub's clock was read at some moment between sending and receiving. */
  add(answer: {
    readonly sentWallMs: number;
    readonly roundTripMs: number;
    readonly hubTimeMs: number;
  }): void {
    const {sentWallMs, roundTripMs, hubTimeMs} = answer;
    const offsetMs = hubTimeMs - (sentWallMs + roundTripMs / 2);
    this.#samples = [...this.#samples, {roundTripMs, offsetMs}].slice(-SAMPLES_KEPT);
  }

  /** Rounded to a tenth of a second; `undefined` before the first answer. */
  offsetMs(): number | undefined {
    const newestFirst = this.#samples.toReversed();
    const [best] = newestFirst.sort((a, b) => a.roundTripMs - b.roundTripMs);
    return best && Math.round(best.offsetMs / STEP_MS) * STEP_MS;
  }
}
