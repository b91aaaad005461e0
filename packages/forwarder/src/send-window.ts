import {firstGap, type Range, RangeSet} from './range-set.ts';

interface Aside extends Range {
  readonly untilMs: number;
}

/**
 * What is known of one ledger at one sink: held without a gap up to `held`, arrived beyond it,
 * under way, or set aside after a refusal. Everything else is unsent. Lives in memory; the
 * watermark is the durable part.
 */
export class SendWindow {
  #held = 0;
  readonly #arrived = new RangeSet();
  readonly #inFlight = new RangeSet();
  #aside: Aside[] = [];

  /** The sink holds every position up to here, by its own proved word. */
  get held(): number {
    return this.#held;
  }

  get inFlight(): number {
    return this.#inFlight.size;
  }

  get aside(): number {
    return this.#aside.reduce((sum, {first, last}) => sum + last - first + 1, 0);
  }

  /** Forgets what the sink was believed to have: from now on it has this much. */
  restart(held: number): void {
    this.#held = held;
    this.#arrived.clear();
  }

  hold(position: number): void {
    if (position <= this.#held) return;
    this.#held = position;
    this.#arrived.remove({first: 1, last: position});
    this.#aside = this.#aside.filter(({last}) => last > position);
  }

  begin(range: Range): void {
    this.#inFlight.add(range);
  }

  end(range: Range): void {
    this.#inFlight.remove(range);
  }

  /** The sink has stored it, if perhaps with a gap before it. */
  arrive(range: Range): void {
    const first = Math.max(range.first, this.#held + 1);
    if (first <= range.last) this.#arrived.add({first, last: range.last});
  }

  setAside(range: Range, untilMs: number): void {
    this.#aside.push({...range, untilMs});
  }

  /** The first unsent stretch within `bounds`. */
  unsent(bounds: Range, nowMs: number): Range | undefined {
    const first = Math.max(bounds.first, this.#held + 1);
    if (first > bounds.last) return undefined;
    this.#aside = this.#aside.filter(({untilMs}) => untilMs > nowMs);
    const aside = new RangeSet();
    for (const range of this.#aside) aside.add(range);
    return firstGap({first, last: bounds.last}, [this.#arrived, this.#inFlight, aside]);
  }

  /** When the next refused stretch may be tried again. */
  get nextAsideMs(): number | undefined {
    return this.#aside.length === 0
      ? undefined
      : Math.min(...this.#aside.map(({untilMs}) => untilMs));
  }
}
