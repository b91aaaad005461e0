/** Before anything was packed. */
const FIRST_BYTES_EACH = 100;
const ENTRIES_MIN = 64;

/**
 * How many entries make a segment of so many bytes, by what the last ones took. Only known after
 * packing, so it is an estimate, and follows the bodies as they change.
 */
export class BacklogSize {
  readonly #entriesMax: number;
  #bytesEach = FIRST_BYTES_EACH;

  constructor(entriesMax: number) {
    this.#entriesMax = entriesMax;
  }

  packed({entries, bytes}: {readonly entries: number; readonly bytes: number}): void {
    this.#bytesEach = 0.5 * this.#bytesEach + 0.5 * (bytes / entries);
  }

  entriesFor(bytes: number): number {
    const wanted = Math.floor(bytes / Math.max(1, this.#bytesEach));
    return Math.min(this.#entriesMax, Math.max(ENTRIES_MIN, wanted));
  }
}
