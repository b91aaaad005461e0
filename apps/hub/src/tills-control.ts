import type {Log} from '@holdfast/std';
import type {Roster, RosterJournal} from '@holdfast/trust';
import type {JournalId} from '@holdfast/wire';
import type {RosterBook} from './roster-book.ts';

/** A journal as a person calls it: all of its id or the beginning, or its workstation. */
export type FoundTill =
  | {readonly kind: 'found'; readonly journalId: JournalId}
  | {readonly kind: 'unknown'}
  /** The journals it could be. */
  | {readonly kind: 'ambiguous'; readonly journalIds: readonly JournalId[]};

/** What a person may do to the tills of the store. */
export class TillsControl {
  readonly #roster: Roster;
  readonly #book: Pick<RosterBook, 'revoke' | 'rename'>;
  readonly #log: Log;

  constructor(parts: {
    readonly roster: Roster;
    readonly rosterBook: Pick<RosterBook, 'revoke' | 'rename'>;
    readonly log: Log;
  }) {
    this.#roster = parts.roster;
    this.#book = parts.rosterBook;
    this.#log = parts.log;
  }

  /** By workstation only what is open is meant: what was closed is named by its journal. */
  find(name: string): FoundTill {
    const journals = this.#roster.journals();
    const byWorkstation = journals.filter(one => one.workstationId === name && !one.closed);
    const found = byWorkstation.length > 0 ? byWorkstation : beginningWith(journals, name);
    const [only, second] = found;
    if (!only) return {kind: 'unknown'};
    if (!second) return {kind: 'found', journalId: only.journalId};
    return {kind: 'ambiguous', journalIds: found.map(({journalId}) => journalId)};
  }

  /**
   * Takes a till out of the store: its socket closes before this is durable, nothing of its journal
   * is recorded after, and its key never opens a session again. Resolves once the hub's journal
   * says so.
   */
  async revoke(journalId: JournalId): Promise<void> {
    await this.#book.revoke(journalId);
    this.#log.warn('till.revoked', {journal: journalId});
  }

  async rename(till: {readonly journalId: JournalId; readonly name: string}): Promise<void> {
    await this.#book.rename(till);
  }
}

const MARK_MIN = 3;

function beginningWith(journals: readonly RosterJournal[], mark: string): readonly RosterJournal[] {
  if (mark.length < MARK_MIN) return [];
  return journals.filter(({journalId}) => journalId.startsWith(mark.toUpperCase()));
}
