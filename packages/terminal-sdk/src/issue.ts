/**
 * What somebody should look at, told once when it happens. None of it stops a sale; each is a line
 * in the runbook under its code.
 */
export type TerminalIssue =
  /** Whoever answers at this address is not the hub this terminal was paired with. */
  | {readonly code: 'hub/untrusted'; readonly address: string; readonly detail: string}
  /** Another hub took over the store, by a word that this terminal believes: it follows it. */
  | {readonly code: 'hub/changed'; readonly hubId: string; readonly epoch: number}
  /** The hub speaks for an older roster than the newest this terminal has seen. */
  | {readonly code: 'hub/fenced'; readonly epoch: number; readonly epochSeen: number}
  /** A held statement that head office did not sign, or that is about another journal. */
  | {readonly code: 'held/forged'; readonly detail: string}
  /** Head office's signature, but not this journal's entry: nothing was deleted by it. */
  | {readonly code: 'held/mismatch'; readonly sequenceNumber: number}
  /** Hub or head office has more than this journal: it was restored from an older copy. */
  | {readonly code: 'journal/rolled-back'; readonly known: number; readonly tail: number}
  /** The hub has another entry where this journal has its own: two holders of one key. */
  | {readonly code: 'journal/forked'; readonly sequenceNumber: number}
  /**
   * What this journal had beyond the hub's history was made again in a new journal, under the
   * receipts that were printed. Somebody should look at why this disk went back in time, or why it
   * damages what was written. `lost`: how many could not be read, which `journal/unreadable` names.
   */
  | {
      readonly code: 'journal/succeeded';
      readonly closed: string;
      readonly successor: string;
      readonly lastCommon: number;
      readonly madeAgain: number;
      readonly lost: number;
    }
  /** The hub wants what was deleted here because head office holds it. It must ask head office. */
  | {readonly code: 'journal/pruned'; readonly wanted: number; readonly first: number}
  /**
   * An entry of this journal no longer proves itself. `held`: head office has it, and nothing is
   * lost. Otherwise nobody else has it; what was sold after it goes on in a new journal.
   */
  | {readonly code: 'journal/unreadable'; readonly sequenceNumber: number; readonly held: boolean}
  /** The hub turned an entry away without recording it. */
  | {readonly code: 'hub/refused'; readonly reason: string; readonly detail: string}
  /** The journal cannot be written; the fields of the fault say why. */
  | {readonly code: 'journal/failed'; readonly detail: string};

export type TerminalIssueCode = TerminalIssue['code'];
