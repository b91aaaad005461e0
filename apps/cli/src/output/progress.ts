import {countText} from './quantity-text.ts';
import {durationText} from './time-text.ts';

const WIDTH = 30;
const REDRAW_MS = 100;
/** Elsewhere than on a terminal, a line at each tenth. */
const TENTHS = 10;

/** How far something long has come: a bar with the time left on a terminal, lines elsewhere. */
export class Progress {
  readonly #label: string;
  readonly #total: number;
  readonly #stream: NodeJS.WriteStream;
  readonly #startMs = performance.now();
  #drawnAtMs = Number.NEGATIVE_INFINITY;
  #tenth = 0;

  constructor(
    label: string,
    {
      total,
      stream = process.stderr,
    }: {readonly total: number; readonly stream?: NodeJS.WriteStream},
  ) {
    this.#label = label;
    this.#total = total;
    this.#stream = stream;
  }

  at(done: number): void {
    const nowMs = performance.now();
    const share = this.#total === 0 ? 1 : Math.min(1, done / this.#total);
    if (this.#stream.isTTY) {
      if (share < 1 && nowMs - this.#drawnAtMs < REDRAW_MS) return;
      this.#drawnAtMs = nowMs;
      this.#stream.write(`\r\u001b[2K${this.#bar(share, {done, nowMs})}`);
      return;
    }
    const tenth = Math.floor(share * TENTHS);
    if (tenth <= this.#tenth) return;
    this.#tenth = tenth;
    this.#stream.write(`${this.#label} ${tenth * TENTHS} %\n`);
  }

  /** Takes the bar away; what it was about is said by what follows. */
  end(): void {
    if (this.#stream.isTTY) this.#stream.write('\r\u001b[2K');
  }

  #bar(share: number, {done, nowMs}: {readonly done: number; readonly nowMs: number}): string {
    const filled = Math.round(share * WIDTH);
    const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled);
    const spentMs = nowMs - this.#startMs;
    const left = share > 0 && spentMs > 2_000 ? (spentMs / share) * (1 - share) : undefined;
    const rest = left === undefined || share === 1 ? '' : ` · ${durationText(left)} left`;
    return `${this.#label} ${bar} ${countText(done)} of ${countText(this.#total)}${rest}`;
  }
}
