import {equalBytes} from '@holdfast/std';
import type {GatewayIncarnation, JournalId, LedgerId, SignedHeldStatement} from '@holdfast/wire';
import type {Ledger} from './ledger.ts';

/** What head office has said to this process, under its own signature. */
export interface HeadOfficeWord {
  /** Statements of another are stale: what they said was held may be gone. */
  readonly gatewayIncarnation: GatewayIncarnation;
  /** How far it holds a ledger without a gap, under a head that is this hub's own; 0 if unknown. */
  heldUpTo(ledgerId: LedgerId): number;
}

export interface CoverageParts {
  readonly ledger: Pick<Ledger, 'heldStatement' | 'lanes' | 'recordedHash'>;
  readonly word: HeadOfficeWord;
  /** Whether head office signed it. Asked once a statement. */
  readonly isGenuine: (statement: SignedHeldStatement) => Promise<boolean>;
}

/**
 * What held statements cover at one moment: those of the gateway as it is now, signed by it, and
 * about the entry that this hub recorded. Looked at afresh for every sweep.
 */
export class Coverage {
  readonly #parts: CoverageParts;
  readonly #covered = new Map<JournalId, number>();
  #newestAtMs = 0;

  private constructor(parts: CoverageParts) {
    this.#parts = parts;
  }

  static async of(parts: CoverageParts): Promise<Coverage> {
    const coverage = new Coverage(parts);
    for (const {journalId} of parts.ledger.lanes()) await coverage.#look(journalId);
    return coverage;
  }

  /** The newest moment that head office put its name to; 0 where nothing is covered. */
  get newestAtMs(): number {
    return this.#newestAtMs;
  }

  covers(place: {readonly journalId: JournalId; readonly sequenceNumber: number}): boolean {
    return place.sequenceNumber <= (this.#covered.get(place.journalId) ?? 0);
  }

  async #look(journalId: JournalId): Promise<void> {
    const {ledger, word, isGenuine} = this.#parts;
    const statement = ledger.heldStatement(journalId);
    if (statement?.gatewayIncarnation !== word.gatewayIncarnation) return;
    if (!(await isGenuine(statement))) return;
    const {sequenceNumber, entryHash, issuedAtMs} = statement;
    const recorded = await ledger.recordedHash({journalId, sequenceNumber});
    if (recorded && !equalBytes(recorded, entryHash)) return;
    this.#covered.set(journalId, sequenceNumber);
    this.#newestAtMs = Math.max(this.#newestAtMs, issuedAtMs);
  }
}
