import type {JournalId, LedgerId} from '@holdfast/wire';
import type {Trouble} from './trouble.ts';

interface Place {
  readonly journalId: JournalId;
  readonly sequenceNumber: number;
}

/** Holds hub and tills to what head office has signed for: nothing else may be deleted (I8). */
export class DeletionWatch {
  readonly #signed = new Map<JournalId, number>();
  readonly #standing = new Map<LedgerId, Map<number, Place>>();

  /** A statement left head office, whether it arrived or not. */
  signed({journalId, sequenceNumber}: Place): void {
    this.#signed.set(journalId, Math.max(sequenceNumber, this.#signed.get(journalId) ?? 0));
  }

  /** An entry stands in a ledger. */
  stands(ledgerId: LedgerId, {position, ...entry}: Place & {readonly position: number}): void {
    const ledger = this.#standing.get(ledgerId) ?? new Map<number, Place>();
    this.#standing.set(ledgerId, ledger.set(position, entry));
  }

  /** A ledger is about to lose its beginning. */
  pruned(ledgerId: LedgerId, upTo: number): Trouble | undefined {
    for (const [position, entry] of this.#standing.get(ledgerId) ?? []) {
      if (position > upTo || this.#isCovered(entry)) continue;
      const detail = `deletes ${entry.journalId}/${entry.sequenceNumber}, which nobody signed for`;
      return {invariant: 'I8', at: 'hub', detail};
    }
    return undefined;
  }

  /** A till has deleted its own entries up to here. */
  forgotten(upTo: Place): Trouble | undefined {
    if (this.#isCovered(upTo)) return undefined;
    const detail = `deletes ${upTo.journalId}/${upTo.sequenceNumber}, which nobody signed for`;
    return {invariant: 'I8', at: 'till', detail};
  }

  #isCovered({journalId, sequenceNumber}: Place): boolean {
    return sequenceNumber <= (this.#signed.get(journalId) ?? 0);
  }
}
