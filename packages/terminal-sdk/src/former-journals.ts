import {Fault} from '@holdfast/std';
import type {JournalId, SignedHeldStatement} from '@holdfast/wire';
import type {Custody} from './custody.ts';
import type {CustodyGoal, CustodyWaiter} from './custody-book.ts';
import type {EntryPlace, JournalLineage} from './journal-lineage.ts';

/**
 * Who has what of the journals that were closed: all that is left there is recorded by the hub that
 * closed them, and held as far as a statement about them goes, but for what was lost, which nobody
 * has. Statements are not kept here: the hub says them again in every session.
 */
export class FormerJournals {
  readonly #lineage: JournalLineage;
  readonly #held = new Map<JournalId, number>();
  #waiters: (CustodyWaiter & {readonly journalId: JournalId})[] = [];

  constructor(lineage: JournalLineage) {
    this.#lineage = lineage;
  }

  has(journalId: JournalId): boolean {
    return this.#closed(journalId) !== undefined;
  }

  custodyOf({journalId, sequenceNumber}: EntryPlace): Custody {
    if (sequenceNumber <= this.#heldThrough(journalId)) return {kind: 'held'};
    if (this.#closed(journalId)?.lost.includes(sequenceNumber)) return {kind: 'journaled'};
    const hubId = this.#lineage.pairing()?.hubId;
    return hubId ? {kind: 'recorded', hubId} : {kind: 'journaled'};
  }

  /** As `CustodyBook.reached`, for a place in a closed journal. */
  reached(place: EntryPlace, goal: CustodyGoal): Promise<Custody> {
    const {promise, resolve, reject} = Promise.withResolvers<Custody>();
    promise.catch(() => {});
    const {sequenceNumber} = place;
    this.adopt(place.journalId, [{sequenceNumber, goal, resolve, reject}]);
    return promise;
  }

  /** Goes on waiting for those who waited while the journal was open. */
  adopt(journalId: JournalId, waiters: readonly CustodyWaiter[]): void {
    this.#waiters.push(...waiters.map(waiter => ({...waiter, journalId})));
    this.#settle();
  }

  /** A verified statement about a closed journal, whatever its history beyond what is shared. */
  heard({journalId, sequenceNumber}: SignedHeldStatement): void {
    this.#held.set(journalId, Math.max(this.#held.get(journalId) ?? 0, sequenceNumber));
    this.#settle();
  }

  stop(): void {
    for (const {reject} of this.#waiters.splice(0)) reject(new Fault('terminal/stopped'));
  }

  #settle(): void {
    this.#waiters = this.#waiters.filter(waiter => {
      const custody = this.custodyOf(waiter);
      const reached =
        custody.kind === 'held' || (waiter.goal === 'recorded' && custody.kind === 'recorded');
      if (reached) waiter.resolve(custody);
      return !reached;
    });
  }

  #closed(journalId: JournalId) {
    return this.#lineage
      .journals()
      .map(journal => journal.predecessor())
      .find(predecessor => predecessor?.journal.journalId === journalId);
  }

  #heldThrough(journalId: JournalId): number {
    const closed = this.#closed(journalId);
    if (!closed) return 0;
    const kept = closed.journal.custody().held?.sequenceNumber ?? 0;
    return Math.max(kept, Math.min(this.#held.get(journalId) ?? 0, closed.lastCommonSequence));
  }
}
