const MARK_EVERY_MS = 1_000;

/**
 * Remembers how far the ledger reached when, a mark a second, so that the sales of the last minute
 * can be told from what piled up before. Monotone time: a jump of the wall clock makes nothing old.
 * However young they are, only the newest few count as fresh: a thousand unsent sales are a
 * backlog.
 */
export class FreshMarks {
  readonly #freshMs: number;
  readonly #entriesMax: number;
  #marks: {position: number; readonly atMs: number}[] = [];
  #backlogEnd: number;

  /** @param backlogEnd up to here everything is backlog from the beginning. */
  constructor(limits: {readonly freshMs: number; readonly entriesMax: number}, backlogEnd: number) {
    this.#freshMs = limits.freshMs;
    this.#entriesMax = limits.entriesMax;
    this.#backlogEnd = backlogEnd;
  }

  /** The ledger now ends at `position`. */
  note(position: number, nowMs: number): void {
    const newest = this.#marks.at(-1);
    if (newest && nowMs - newest.atMs < MARK_EVERY_MS) newest.position = position;
    else this.#marks.push({position, atMs: nowMs});
    this.#backlogEnd = Math.max(this.#backlogEnd, position - this.#entriesMax);
  }

  /** The last position that is no longer fresh. */
  backlogEnd(nowMs: number): number {
    const young = this.#marks.findIndex(mark => mark.atMs > nowMs - this.#freshMs);
    const aged = this.#marks.splice(0, young < 0 ? this.#marks.length : young);
    this.#backlogEnd = Math.max(this.#backlogEnd, aged.at(-1)?.position ?? 0);
    return this.#backlogEnd;
  }
}
