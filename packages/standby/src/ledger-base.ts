import type {LedgerEnd} from '@holdfast/ledger';
import {equalBytes, Fault, type PublicKey, type SignatureVerifier} from '@holdfast/std';
import {verifyHeldStatement} from '@holdfast/trust';
import type {JournalId, LedgerEntry, LedgerId, SignedHeldStatement} from '@holdfast/wire';

/** Where a ledger begins at the hub by now: retention has deleted what stood up to here. */
export interface LedgerBase extends LedgerEnd {
  readonly ledgerId: LedgerId;
}

/**
 * What head office has signed for, journal by journal: the reason why a hub may lack the beginning
 * of a ledger. A statement that is not head office's is passed over.
 */
export class Covered {
  readonly #verifier: SignatureVerifier;
  readonly #held = new Map<JournalId, SignedHeldStatement>();

  constructor(verifier: SignatureVerifier) {
    this.#verifier = verifier;
  }

  async learn(
    statements: readonly SignedHeldStatement[],
    gatewayPublicKey: PublicKey,
  ): Promise<void> {
    this.#held.clear(); // the hub says all that it knows, each time
    for (const statement of statements) {
      const genuine = await verifyHeldStatement(this.#verifier, {statement, gatewayPublicKey});
      if (genuine) this.#held.set(statement.journalId, statement);
    }
  }

  /**
   * Throws `standby/uncovered` unless head office holds all that stands before the first entry of
   * each journal here, as far as `isKnown` does not name the journal as one that is here.
   */
  assertBefore(entries: readonly LedgerEntry[], isKnown: (journalId: JournalId) => boolean): void {
    const seen = new Set<JournalId>();
    for (const {entry} of entries) {
      const {journalId, sequenceNumber, prevHash} = entry.header;
      if (seen.has(journalId) || isKnown(journalId)) continue;
      seen.add(journalId);
      const before = sequenceNumber - 1;
      if (before === 0) continue;
      const held = this.#held.get(journalId);
      const isHeld =
        held !== undefined &&
        (held.sequenceNumber > before ||
          (held.sequenceNumber === before && equalBytes(held.entryHash, prevHash)));
      if (isHeld) continue;
      const reason = 'what its hub deleted before is not signed for by head office';
      throw new Fault('standby/uncovered', {reason, journalId, sequenceNumber});
    }
  }
}
