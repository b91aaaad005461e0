import type {Clock} from '@holdfast/std';
import type {JournalId} from '@holdfast/wire';

/** When a till was here last, and where it said that its journal ended when it came. */
export interface Sighting {
  readonly saidSequence: number;
  readonly seenAtMs: number;
}

/** Which tills this hub has seen since its start. */
export class Sightings {
  readonly #clock: Clock;
  readonly #seen = new Map<JournalId, Sighting>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  of(journalId: JournalId): Sighting | undefined {
    return this.#seen.get(journalId);
  }

  /** It came, and said where its journal ends; or it went. */
  note(journalId: JournalId, saidSequence: number | undefined): void {
    const before = this.#seen.get(journalId)?.saidSequence ?? 0;
    const seenAtMs = this.#clock.wallMs();
    this.#seen.set(journalId, {saidSequence: saidSequence ?? before, seenAtMs});
  }
}
