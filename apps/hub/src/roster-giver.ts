import type {Ingest} from '@holdfast/ingest';
import type {Clock, Log, Service} from '@holdfast/std';
import type {RosterBook} from './roster-book.ts';

/** What is kept says how far each journal is known, which gets old without any change. */
const EVERY_MS = 10 * 60_000;

/** Gives tills the roster to keep for the next hub: when it has changed, and from time to time. */
export class RosterGiver implements Service {
  readonly name = 'roster-giver';
  readonly #parts: {
    readonly ingest: Pick<Ingest, 'publishRoster'>;
    readonly rosterBook: Pick<RosterBook, 'changed'>;
    readonly clock: Clock;
    readonly log: Log;
  };

  constructor(parts: {
    readonly ingest: Pick<Ingest, 'publishRoster'>;
    readonly rosterBook: Pick<RosterBook, 'changed'>;
    readonly clock: Clock;
    readonly log: Log;
  }) {
    this.#parts = parts;
  }

  async run(signal: AbortSignal, ready: () => void): Promise<void> {
    const {rosterBook, clock} = this.#parts;
    const leave = rosterBook.changed.subscribe(() => this.#give());
    ready();
    while (!signal.aborted) {
      await clock.sleep(EVERY_MS, signal);
      if (!signal.aborted) this.#give();
    }
    leave();
  }

  #give(): void {
    const {ingest, log} = this.#parts;
    ingest.publishRoster().catch((error: unknown) => {
      log.error('roster.not-given', {error: String(error)});
    });
  }
}
