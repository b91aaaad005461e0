import type {PublicKey} from '@holdfast/std';
import type {JournalId, RosterChange, RosterChanged} from '@holdfast/wire';
import {parsePublicKeyText} from './public-key-text.ts';

/** A journal that may be, or may have been, recorded at this store. */
export interface RosterJournal {
  readonly workstationId: string;
  readonly journalId: JournalId;
  readonly publicKey: PublicKey;
  readonly name: string;
  /** Set once closed: nothing of the journal is recorded after that roster entry. */
  readonly closed: 'replaced' | 'revoked' | 'endLost' | undefined;
}

/**
 * Which journals may be recorded, as the hub's own journal says it, entry by entry. The same
 * entries in the same order give the same roster everywhere.
 */
export class Roster {
  readonly #journals = new Map<JournalId, RosterJournal>();
  #epoch = 0;

  get epoch(): number {
    return this.#epoch;
  }

  /** Takes the next roster entry. A second admission or closing of a journal changes nothing. */
  apply({epoch, change}: RosterChanged): void {
    this.#epoch = Math.max(this.#epoch, epoch);
    if (change.kind === 'journalAdmitted') this.#admit(change);
    else this.#close(change);
  }

  #admit(change: Extract<RosterChange, {kind: 'journalAdmitted'}>): void {
    const publicKey = parsePublicKeyText(change.publicKey);
    if (!publicKey.ok || this.#journals.has(change.journalId)) return;
    const {workstationId, journalId, name} = change;
    this.#journals.set(journalId, {
      workstationId,
      journalId,
      publicKey: publicKey.value,
      name,
      closed: undefined,
    });
  }

  #close(change: Extract<RosterChange, {kind: 'journalClosed'}>): void {
    const journal = this.#journals.get(change.journalId);
    if (!journal || journal.closed) return;
    this.#journals.set(change.journalId, {...journal, closed: change.reason});
  }

  journal(journalId: JournalId): RosterJournal | undefined {
    return this.#journals.get(journalId);
  }

  /** The open journal of a workstation, if it has one. */
  openJournalOf(workstationId: string): RosterJournal | undefined {
    return this.journals().find(
      journal => journal.workstationId === workstationId && !journal.closed,
    );
  }

  journals(): readonly RosterJournal[] {
    return [...this.#journals.values()];
  }
}
