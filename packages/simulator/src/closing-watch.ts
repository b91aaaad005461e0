import {
  ENTRY_KINDS,
  type JournalEntry,
  type JournalId,
  type LedgerId,
  parseHubBody,
  rosterChangedSchema,
} from '@holdfast/wire';
import type {Trouble} from './trouble.ts';

/** Looks at each ledger for what stands after the entry that closed its journal (I13). */
export class ClosingWatch {
  readonly #closed = new Map<LedgerId, Set<JournalId>>();
  readonly #revoked = new Map<string, number>();

  /** The next entry of a ledger, once it is durable. */
  recorded(ledgerId: LedgerId, {header, body}: JournalEntry): Trouble | undefined {
    const {journalId, sequenceNumber, kindCode} = header;
    if (this.#closed.get(ledgerId)?.has(journalId)) {
      const detail = `${journalId}/${sequenceNumber} stands after its journal was closed`;
      return {invariant: 'I13', at: 'hub', detail};
    }
    if (kindCode !== ENTRY_KINDS.rosterChanged || !body) return undefined;
    const changed = parseHubBody(rosterChangedSchema, body);
    if (!changed.ok || changed.value.change.kind !== 'journalClosed') return undefined;
    const {journalId: closed, reason, lastKnown} = changed.value.change;
    const inLedger = this.#closed.get(ledgerId) ?? new Set<JournalId>();
    this.#closed.set(ledgerId, inLedger.add(closed));
    if (reason === 'revoked') this.#revoked.set(closed, lastKnown.sequenceNumber);
    return undefined;
  }

  /** The last entry of a revoked journal that its hub took; `undefined` for all other journals. */
  lastOfRevoked(journalId: string): number | undefined {
    return this.#revoked.get(journalId);
  }
}
