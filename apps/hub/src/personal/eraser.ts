import type {Ingest} from '@holdfast/ingest';
import type {Clock, Service} from '@holdfast/std';
import type {ErasureBook} from './erasure-book.ts';

const AGAIN_MS = 10_000;

/**
 * Does what an erasure said and a death or a full disk left undone, and tells tills of each new
 * one.
 */
export class Eraser implements Service {
  readonly name = 'eraser';
  readonly #parts: {
    readonly book: Pick<ErasureBook, 'finish' | 'pending' | 'recorded'>;
    readonly ingest: Pick<Ingest, 'publishErased'>;
    readonly clock: Clock;
  };

  constructor(parts: {
    readonly book: Pick<ErasureBook, 'finish' | 'pending' | 'recorded'>;
    readonly ingest: Pick<Ingest, 'publishErased'>;
    readonly clock: Clock;
  }) {
    this.#parts = parts;
  }

  async run(signal: AbortSignal, ready: () => void): Promise<void> {
    const {book, ingest, clock} = this.#parts;
    const leave = book.recorded.subscribe(() => ingest.publishErased());
    ready();
    while (!signal.aborted) {
      if (book.pending > 0) await book.finish();
      await clock.sleep(AGAIN_MS, signal);
    }
    leave();
  }
}
