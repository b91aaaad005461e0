import {type Clock, type Digest, isFault, type Log, Wakeup} from '@holdfast/std';
import type {LedgerId} from '@holdfast/wire';
import {encodeAnchor} from './anchor.ts';
import type {LedgerEnd} from './ledger.ts';
import type {AnchorFile} from './ports.ts';

export interface AnchorKeeperParts {
  readonly file: AnchorFile;
  readonly ledgerId: LedgerId;
  readonly digest: Digest;
  readonly clock: Clock;
  readonly log: Log;
  readonly everyMs: number;
  /** The last durable place. */
  readonly end: () => LedgerEnd;
  /** What the file says already: the counter goes on from it. */
  readonly known: {readonly counter: number; readonly position: number};
}

/**
 * Writes the anchor behind the commits: at most every `everyMs`, and once more at a clean stop.
 * What fails is said and tried again with the next growth; no append waits for it.
 */
export class AnchorKeeper {
  readonly #parts: AnchorKeeperParts;
  readonly #grown = new Wakeup();
  #counter: number;
  #written: number;

  constructor(parts: AnchorKeeperParts) {
    this.#parts = parts;
    this.#counter = parts.known.counter;
    this.#written = parts.known.position;
  }

  /** How far the anchor reaches. */
  get position(): number {
    return this.#written;
  }

  notify(): void {
    this.#grown.notify();
  }

  /**
   * Keeps the anchor until `signal` aborts, then writes it a last time. Never rejects for a fault.
   */
  async run(signal: AbortSignal): Promise<void> {
    const {clock, everyMs} = this.#parts;
    while (!signal.aborted) {
      await this.#write();
      await clock.sleep(everyMs, signal);
      await this.#grown.wait(signal);
    }
    await this.#write();
  }

  async #write(): Promise<void> {
    const {file, ledgerId, digest, log, end} = this.#parts;
    const {position, head} = end();
    if (position === this.#written) return;
    const counter = this.#counter + 1;
    try {
      const bytes = encodeAnchor(digest, {ledgerId, position, head, counter});
      await file.write(counter % 2 === 0 ? 0 : 1, bytes);
    } catch (error) {
      if (!isFault(error)) throw error;
      log.error('ledger.anchor-failed', {code: error.code, position});
      return;
    }
    this.#counter = counter;
    this.#written = position;
  }
}
