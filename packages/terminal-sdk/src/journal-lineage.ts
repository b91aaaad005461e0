import type {SigningKey} from '@holdfast/std';
import type {JournalId} from '@holdfast/wire';
import {placeInSuccessor} from './parting.ts';
import type {
  ErasedPlace,
  HandOver,
  Journal,
  JournalCustody,
  JournaledEntry,
  JournalTail,
  Pairing,
  Predecessor,
  ReadableJournal,
  Successor,
} from './ports.ts';

/** One place in one journal. */
export interface EntryPlace {
  readonly journalId: JournalId;
  readonly sequenceNumber: number;
}

/**
 * The journal that is written now, whichever that is, and those it took over from: the parts of a
 * terminal hold this one and go on when the journal under it is succeeded.
 */
export class JournalLineage implements Journal {
  #current: Journal;

  constructor(journal: Journal) {
    this.#current = journal;
  }

  get key(): SigningKey {
    return this.#current.key;
  }

  get journalId(): JournalId {
    return this.#current.journalId;
  }

  get persistence(): Journal['persistence'] {
    return this.#current.persistence;
  }

  /** This journal and its predecessors, newest first. */
  journals(): readonly ReadableJournal[] {
    const found: ReadableJournal[] = [];
    for (let at: ReadableJournal | undefined = this.#current; at; at = at.predecessor()?.journal) {
      found.push(at);
    }
    return found;
  }

  /**
   * Where a transaction stands now. What a hub shares with a closed journal stays there, and so
   * does what was lost; all else was made again, in the same order, from the first place of the
   * successor on.
   */
  placeOf({journalId, sequenceNumber}: EntryPlace): EntryPlace {
    const journals = this.journals();
    const from = journals.findIndex(one => one.journalId === journalId);
    let place = {journalId, sequenceNumber};
    for (const successor of journals.slice(0, Math.max(0, from)).toReversed()) {
      const parting = successor.predecessor();
      const next = parting && placeInSuccessor(parting, place.sequenceNumber);
      if (next === undefined) break;
      place = {journalId: successor.journalId, sequenceNumber: next};
    }
    return place;
  }

  tail(): JournalTail {
    return this.#current.tail();
  }

  firstSequenceNumber(): number {
    return this.#current.firstSequenceNumber();
  }

  pairing(): Pairing | undefined {
    return this.#current.pairing();
  }

  keepPairing(pairing: Pairing): Promise<void> {
    return this.#current.keepPairing(pairing);
  }

  append(run: readonly JournaledEntry[]): Promise<void> {
    return this.#current.append(run);
  }

  readAfter(place: Parameters<Journal['readAfter']>[0]): Promise<readonly JournaledEntry[]> {
    return this.#current.readAfter(place);
  }

  /** In a closed journal, too: an application may ask again after the journal was succeeded. */
  async findSubmission(submissionId: string): Promise<JournaledEntry | undefined> {
    for (const journal of this.journals()) {
      const found = await journal.findSubmission(submissionId);
      if (found) return found;
    }
    return undefined;
  }

  custody(): JournalCustody {
    return this.#current.custody();
  }

  keepCustody(custody: JournalCustody): Promise<void> {
    return this.#current.keepCustody(custody);
  }

  prune(upTo: Parameters<Journal['prune']>[0]): Promise<number> {
    return this.#current.prune(upTo);
  }

  erasePersonal(entries: readonly ErasedPlace[]): Promise<number> {
    return this.#current.erasePersonal(entries);
  }

  predecessor(): Predecessor | undefined {
    return this.#current.predecessor();
  }

  prepareSuccessor(): Promise<Successor> {
    return this.#current.prepareSuccessor();
  }

  async succeed(handOver: HandOver): Promise<Journal> {
    this.#current = await this.#current.succeed(handOver);
    return this;
  }

  close(): Promise<void> {
    return this.#current.close();
  }
}
