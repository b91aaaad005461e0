import type {KeptStatement, StoreWrite, Watermark} from './ports.ts';

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (failure: unknown) => void;
}

/** Notes on their way to the disk, and who waits for them. */
export interface TakenNotes extends Pick<StoreWrite, 'watermarks' | 'heldStatements'> {
  readonly waiters: readonly Waiter[];
}

/**
 * Watermarks and held statements that wait to be written. They ride along with the next commit
 * group, so that no ack ever waits for a sync of theirs. Bounded: a newer note replaces the one of
 * its name.
 */
export class PendingNotes {
  #watermarks = new Map<string, Watermark>();
  #statements = new Map<string, KeptStatement>();
  #waiters: Waiter[] = [];

  get size(): number {
    return this.#watermarks.size + this.#statements.size;
  }

  /** Resolves once the note, or one that replaced it, is durable. */
  add(note: {readonly watermark: Watermark} | {readonly statement: KeptStatement}): Promise<void> {
    if ('watermark' in note) this.#watermarks.set(note.watermark.sink, note.watermark);
    else this.#statements.set(note.statement.journalId, note.statement);
    return new Promise((resolve, reject) => this.#waiters.push({resolve, reject}));
  }

  take(): TakenNotes {
    const taken = {
      watermarks: [...this.#watermarks.values()],
      heldStatements: [...this.#statements.values()],
      waiters: this.#waiters,
    };
    this.#watermarks = new Map();
    this.#statements = new Map();
    this.#waiters = [];
    return taken;
  }

  /** Takes back what could not be written; what came since is newer and stays. */
  putBack({watermarks = [], heldStatements = [], waiters}: TakenNotes): void {
    for (const watermark of watermarks) {
      if (!this.#watermarks.has(watermark.sink)) this.#watermarks.set(watermark.sink, watermark);
    }
    for (const statement of heldStatements) {
      if (!this.#statements.has(statement.journalId)) {
        this.#statements.set(statement.journalId, statement);
      }
    }
    this.#waiters = [...waiters, ...this.#waiters];
  }
}
