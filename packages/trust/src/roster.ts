import {type PublicKey, Topic} from '@holdfast/std';
import type {JournalId, RosterChange, RosterChanged, SignedChangeOfHub} from '@holdfast/wire';
import {parseChangeOfHub} from './change-of-hub-check.ts';
import {parsePublicKeyText} from './public-key-text.ts';

/** A journal that may be, or may have been, recorded at this store. */
export interface RosterJournal {
  readonly workstationId: string;
  readonly journalId: JournalId;
  readonly publicKey: PublicKey;
  readonly name: string;
  /** Set once closed: nothing of the journal is recorded after that roster entry. */
  readonly closed: 'replaced' | 'revoked' | 'endLost' | undefined;
  /**
   * The journal it goes on for, whose end was lost, and the last entry that both histories of that
   * one share. Absent for a journal that a manager let in.
   */
  readonly succeeds?: {readonly journalId: JournalId; readonly lastCommonSequence: number};
}

export interface JournalClosing {
  readonly journalId: JournalId;
  readonly reason: RosterJournal['closed'] & string;
}

/**
 * Which journals may be recorded, as the hub's own journal says it, entry by entry. The same
 * entries in the same order give the same roster everywhere.
 */
export class Roster {
  /**
   * Told before the roster entry that closes a journal is written: whoever records of it stops now,
   * so that nothing of the journal comes to stand after that entry.
   */
  readonly shutting = new Topic<JournalClosing>();
  readonly #journals = new Map<JournalId, RosterJournal>();
  readonly #shut = new Set<JournalId>();
  #epoch = 0;
  #changeOfHub: SignedChangeOfHub | undefined;
  #successor: {readonly hubPublicKey: PublicKey; readonly name: string} | undefined;
  #recovery: {readonly publicKey: PublicKey; readonly voucher: string} | undefined;
  #sealedAuthority: string | undefined;

  get epoch(): number {
    return this.#epoch;
  }

  /** The change by which this hub took over; `undefined` for the store's first hub. */
  get changeOfHub(): SignedChangeOfHub | undefined {
    return this.#changeOfHub;
  }

  /** The standby hub that may take over by its own word. */
  get successor(): {readonly hubPublicKey: PublicKey; readonly name: string} | undefined {
    return this.#successor;
  }

  /** The recovery sheet whose words may name a hub, and what it says of this one. */
  get recovery(): {readonly publicKey: PublicKey; readonly voucher: string} | undefined {
    return this.#recovery;
  }

  /** The store's authority, sealed to those who may open it, as its hub wrote it. */
  get sealedAuthority(): string | undefined {
    return this.#sealedAuthority;
  }

  /** Takes the next roster entry. A second admission or closing of a journal changes nothing. */
  apply({epoch, change}: RosterChanged): void {
    this.#epoch = Math.max(this.#epoch, epoch);
    switch (change.kind) {
      case 'journalAdmitted':
        this.#admit(change);
        return;
      case 'journalRenamed':
        this.#rename(change);
        return;
      case 'journalClosed':
        this.#close(change);
        return;
      case 'hubChanged':
        this.#changeOfHub = parseChangeOfHub(change.change) ?? this.#changeOfHub;
        return;
      case 'successorNamed':
        this.#nameSuccessor(change);
        return;
      case 'successorDismissed':
        this.#successor = undefined;
        return;
      case 'recoveryKeyNamed':
        this.#nameRecoveryKey(change);
        return;
      case 'authoritySealed':
        this.#sealedAuthority = change.copy;
    }
  }

  #nameSuccessor(change: Extract<RosterChange, {kind: 'successorNamed'}>): void {
    const hubPublicKey = parsePublicKeyText(change.hubPublicKey);
    if (hubPublicKey.ok) this.#successor = {hubPublicKey: hubPublicKey.value, name: change.name};
  }

  #nameRecoveryKey(change: Extract<RosterChange, {kind: 'recoveryKeyNamed'}>): void {
    const publicKey = parsePublicKeyText(change.publicKey);
    if (publicKey.ok) this.#recovery = {publicKey: publicKey.value, voucher: change.voucher};
  }

  #rename({journalId, name}: Extract<RosterChange, {kind: 'journalRenamed'}>): void {
    const journal = this.#journals.get(journalId);
    if (journal) this.#journals.set(journalId, {...journal, name});
  }

  /**
   * Lets nothing of a journal be taken while `work` writes the entry that closes it. Where that
   * fails the journal is as it was: what counts is what stands in the hub's journal.
   */
  async whileShut(closing: JournalClosing, work: () => Promise<void>): Promise<void> {
    const {journalId} = closing;
    this.#shut.add(journalId);
    this.shutting.publish(closing);
    try {
      await work();
    } finally {
      this.#shut.delete(journalId);
    }
  }

  /** Whether entries of a journal may be taken now. */
  isOpen(journalId: JournalId): boolean {
    const journal = this.#journals.get(journalId);
    return journal !== undefined && !journal.closed && !this.#shut.has(journalId);
  }

  #admit(change: Extract<RosterChange, {kind: 'journalAdmitted'}>): void {
    const publicKey = parsePublicKeyText(change.publicKey);
    if (!publicKey.ok || this.#journals.has(change.journalId)) return;
    const {workstationId, journalId, name, succeeds} = change;
    this.#journals.set(journalId, {
      workstationId,
      journalId,
      publicKey: publicKey.value,
      name,
      closed: undefined,
      ...(succeeds
        ? {
            succeeds: {
              journalId: succeeds.journalId,
              lastCommonSequence: succeeds.lastCommon.sequenceNumber,
            },
          }
        : {}),
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

  /**
   * The open journals of a workstation: one, or several after two holders of one journal each went
   * on in a successor of their own.
   */
  openJournalsOf(workstationId: string): readonly RosterJournal[] {
    return this.journals().filter(
      journal => journal.workstationId === workstationId && !journal.closed,
    );
  }

  /** The journals that go on for this one. More than one: it had two holders. */
  successorsOf(journalId: JournalId): readonly RosterJournal[] {
    return this.journals().filter(({succeeds}) => succeeds?.journalId === journalId);
  }

  /** The closed journals that this one goes on for, newest first. */
  predecessorsOf(journal: RosterJournal): readonly RosterJournal[] {
    const found: RosterJournal[] = [];
    for (let at = journal; at.succeeds && found.length <= this.#journals.size; ) {
      const before = this.#journals.get(at.succeeds.journalId);
      if (!before) break;
      found.push(before);
      at = before;
    }
    return found;
  }

  /** Every journal that goes on, in the end, for the one that a manager let in. */
  descendantsOfPaired(journal: RosterJournal): readonly RosterJournal[] {
    const pairedBefore = (one: RosterJournal) => this.predecessorsOf(one).at(-1) ?? one;
    const {journalId} = pairedBefore(journal);
    return this.journals().filter(one => one.succeeds && pairedBefore(one).journalId === journalId);
  }

  journals(): readonly RosterJournal[] {
    return [...this.#journals.values()];
  }
}
