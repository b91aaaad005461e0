/**
 * The smallest segment that somebody on the way called too large, remembered for a while. Not the
 * gateway's limit, which is the protocol's: proxies have limits of their own.
 */
export class SizeCeiling {
  readonly #rememberedMs: number;
  #bytes = Number.POSITIVE_INFINITY;
  #untilMs = 0;

  constructor(rememberedMs: number) {
    this.#rememberedMs = rememberedMs;
  }

  refused(bytes: number, nowMs: number): void {
    this.#bytes = Math.min(this.below(nowMs), bytes);
    this.#untilMs = nowMs + this.#rememberedMs;
  }

  /** A segment should have fewer bytes than this. */
  below(nowMs: number): number {
    return nowMs < this.#untilMs ? this.#bytes : Number.POSITIVE_INFINITY;
  }
}
