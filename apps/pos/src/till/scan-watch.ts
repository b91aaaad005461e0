const LETTERS_MIN = 6;
const GAP_MEDIAN_MAX_MS = 35;
/** Longer, and whoever types has paused: what follows is another word. */
const PAUSE_MS = 300;

/**
 * Tells a scanner from fingers: a scanner is a keyboard that types six letters or more, no more
 * than 35 ms apart, and then Enter or Tab. Fed with every key and its time.
 */
export class ScanWatch {
  #letters = '';
  #gaps: number[] = [];
  #lastMs = Number.NEGATIVE_INFINITY;

  /** Answers what was scanned, at the key that ends it. */
  key(key: string, atMs: number): string | undefined {
    const gapMs = atMs - this.#lastMs;
    this.#lastMs = atMs;
    if (gapMs > PAUSE_MS) this.#forget();
    if (key === 'Enter' || key === 'Tab') {
      const scanned = this.#letters;
      const fast = scanned.length >= LETTERS_MIN && median(this.#gaps) <= GAP_MEDIAN_MAX_MS;
      this.#forget();
      return fast ? scanned : undefined;
    }
    if ([...key].length !== 1) return undefined;
    if (this.#letters !== '') this.#gaps.push(gapMs);
    this.#letters += key;
    return undefined;
  }

  #forget(): void {
    this.#letters = '';
    this.#gaps = [];
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.POSITIVE_INFINITY;
}
