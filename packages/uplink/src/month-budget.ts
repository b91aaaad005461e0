import {calendarDate, dayNumber} from '@holdfast/domain';
import {assert} from '@holdfast/std';

const DAY_MS = 86_400_000;

/** The first day, since 1970-01-01, of the budget month that `wallMs` lies in. Days are UTC. */
export function budgetMonthStart(wallMs: number, resetDay: number): number {
  assert(resetDay >= 1 && resetDay <= 28, 'every month has the day a budget starts again');
  const {year, month, day} = calendarDate(Math.floor(wallMs / DAY_MS));
  if (day >= resetDay) return dayNumber({year, month, day: resetDay});
  return month === 1
    ? dayNumber({year: year - 1, month: 12, day: resetDay})
    : dayNumber({year, month: month - 1, day: resetDay});
}

/** Counts a way's bytes by budget month. A clock that jumps back starts no new month. */
export class MonthBudget {
  readonly #resetDay: number;
  readonly #budgetBytes: number;
  #startDay: number;
  #usedBytes: number;

  constructor(
    contract: {readonly budgetBytes: number | undefined; readonly resetDay: number | undefined},
    known: {readonly periodStartDay: number; readonly usedBytes: number},
  ) {
    this.#budgetBytes = contract.budgetBytes ?? Number.POSITIVE_INFINITY;
    this.#resetDay = contract.resetDay ?? 1;
    this.#startDay = known.periodStartDay;
    this.#usedBytes = known.usedBytes;
  }

  get startDay(): number {
    return this.#startDay;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** Infinite without a budget; never negative. */
  get leftBytes(): number {
    return Math.max(0, this.#budgetBytes - this.#usedBytes);
  }

  /** 0 to 1, and above once it is overdrawn; 0 without a budget. */
  get usedShare(): number {
    return this.#usedBytes / this.#budgetBytes;
  }

  spend(bytes: number, wallMs: number): void {
    const startDay = budgetMonthStart(wallMs, this.#resetDay);
    if (startDay > this.#startDay) {
      this.#startDay = startDay;
      this.#usedBytes = 0;
    }
    this.#usedBytes += bytes;
  }
}
