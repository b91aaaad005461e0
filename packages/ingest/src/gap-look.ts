import type {Authenticate} from '@holdfast/wire';
import {gapBelow} from './gap-below.ts';
import {INGEST_LIMITS} from './limits.ts';
import type {IngestPorts} from './session-host.ts';

type Bringer = Pick<Authenticate, 'journalId' | 'firstSequenceNumber'>;

/** Looks, for one session, for what head office lacks and only this terminal can bring again. */
export class GapLook {
  readonly #ports: IngestPorts;
  readonly #session: {close(reason: 'stopping', detail: string): void};
  #bringer: Bringer | undefined;

  /** @param session is closed when the ledger is to be followed by one that it refills. */
  constructor(ports: IngestPorts, session: {close(reason: 'stopping', detail: string): void}) {
    this.#ports = ports;
    this.#session = session;
  }

  /** The terminal has proved whose journal it brings, and said what it has still. */
  async begin({journalId, firstSequenceNumber}: Bringer): Promise<void> {
    this.#bringer = {journalId, firstSequenceNumber};
    await this.again();
  }

  /** Looks now; while the index is behind, as after a start, again when it may have caught up. */
  async again(): Promise<void> {
    const bringer = this.#bringer;
    if (!bringer) return;
    const found = await gapBelow(this.#ports, bringer);
    if (!this.#bringer || found === 'none') return;
    if (found === 'unknown') void this.#later();
    else {
      this.#ports.onGap(bringer.journalId);
      this.#session.close('stopping', 'the hub opens a new ledger to be refilled');
    }
  }

  /** The session is over. */
  end(): void {
    this.#bringer = undefined;
  }

  async #later(): Promise<void> {
    await this.#ports.clock.sleep(INGEST_LIMITS.gapLookMs);
    await this.again();
  }
}
