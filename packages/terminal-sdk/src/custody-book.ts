import {assert, Fault, Topic} from '@holdfast/std';
import type {HubId, MirroredJournal, SignedHeldStatement} from '@holdfast/wire';
import type {Custody, CustodyEvent} from './custody.ts';
import {type Parting, placeInSuccessor} from './parting.ts';
import {isPassing} from './passing-fault.ts';
import {type Journal, type JournalCustody, QUARANTINES_KEPT_MAX, type Quarantine} from './ports.ts';

export type CustodyGoal = 'recorded' | 'held';

/** Somebody who waits for custody to come at least this far. */
export interface CustodyWaiter {
  readonly sequenceNumber: number;
  readonly goal: CustodyGoal;
  readonly resolve: (custody: Custody) => void;
  readonly reject: (fault: Fault) => void;
}

/** How far a hub says that its standby has the journal. Never kept: it is said again. */
interface MirrorWord extends Pick<MirroredJournal, 'standbyId' | 'sequenceNumber'> {
  readonly hubId: HubId;
}

/**
 * Who has what. `recorded` and `mirrored` are one hub's word and count up to a sequence, for that
 * hub only; `held` is head office's and counts up to a statement. All may fall back, and this says
 * so.
 */
export class CustodyBook {
  readonly events = new Topic<CustodyEvent>();
  readonly #journal: Journal;
  #custody: JournalCustody;
  #mirror: MirrorWord | undefined;
  #waiters = new Set<CustodyWaiter>();
  #dirty = false;
  /** Believed, and the disk had no room for it: it counts once a flush has kept it. */
  #unkept: SignedHeldStatement | undefined;
  #keeping: Promise<void> = Promise.resolve();

  constructor(journal: Journal) {
    this.#journal = journal;
    this.#custody = journal.custody();
  }

  get held(): SignedHeldStatement | undefined {
    return this.#custody.held;
  }

  /** What was believed last, whether it is kept or waits for room: less than this is no news. */
  get believed(): SignedHeldStatement | undefined {
    return this.#unkept ?? this.held;
  }

  get quarantined(): readonly Quarantine[] {
    return this.#custody.quarantined;
  }

  /** How many journaled transactions neither the hub nor head office has. */
  get backlog(): number {
    return this.#journal.tail().sequenceNumber - this.safeThrough();
  }

  /** Everything up to here is on another disk than this one. */
  safeThrough(): number {
    return Math.max(this.#recordedThrough(), this.#heldThrough());
  }

  /** `undefined` for what this journal never had. */
  custodyOf(sequenceNumber: number): Custody | undefined {
    if (sequenceNumber < 1 || sequenceNumber > this.#journal.tail().sequenceNumber)
      return undefined;
    const quarantine = this.quarantined.find(one => one.sequenceNumber === sequenceNumber);
    const aside = quarantine ? {quarantine} : {};
    if (sequenceNumber <= this.#heldThrough()) return {kind: 'held', ...aside};
    const {recorded} = this.#custody;
    if (this.#mirror && sequenceNumber <= this.#mirroredThrough()) {
      const {hubId, standbyId} = this.#mirror;
      return {kind: 'mirrored', hubId, standbyId, ...aside};
    }
    if (recorded && sequenceNumber <= recorded.sequenceNumber) {
      return {kind: 'recorded', hubId: recorded.hubId, ...aside};
    }
    return {kind: 'journaled'};
  }

  /**
   * Resolves once custody has come at least this far: `held` is further than `recorded`. Rejects
   * with `terminal/stopped` when the terminal stops first; nobody has to listen.
   */
  reached(sequenceNumber: number, goal: CustodyGoal): Promise<Custody> {
    const promise = new Promise<Custody>((resolve, reject) => {
      const waiter = {sequenceNumber, goal, resolve, reject};
      if (!this.#settle(waiter)) this.#waiters.add(waiter);
    });
    promise.catch(() => {});
    return promise;
  }

  journaled(run: {
    readonly firstSequenceNumber: number;
    readonly lastSequenceNumber: number;
  }): void {
    this.events.publish({kind: 'journaled', ...run});
  }

  /** The hub's word, up to a sequence. Lower than before, or another hub: custody falls back. */
  recordedThrough(hubId: HubId, sequenceNumber: number): void {
    const {recorded} = this.#custody;
    if (recorded?.hubId === hubId && recorded.sequenceNumber === sequenceNumber) return;
    this.#move({...this.#custody, recorded: {hubId, sequenceNumber}});
    this.#dirty = true;
  }

  /** The hub's word of its standby, up to a sequence. Counts as far as that hub has recorded. */
  mirroredThrough(
    hubId: HubId,
    {standbyId, sequenceNumber}: Pick<MirroredJournal, 'standbyId' | 'sequenceNumber'>,
  ): void {
    this.#move(this.#custody, {hubId, standbyId, sequenceNumber});
  }

  /** Set aside by the hub, which has recorded it all the same. */
  quarantine(found: Quarantine): void {
    const others = this.quarantined.filter(one => one.sequenceNumber !== found.sequenceNumber);
    const quarantined = [...others, found].slice(-QUARANTINES_KEPT_MAX);
    this.#custody = {...this.#custody, quarantined};
    this.#dirty = true;
    this.events.publish({kind: 'quarantined', ...found});
  }

  refused(found: Quarantine): void {
    this.events.publish({kind: 'refused', ...found});
  }

  /**
   * A verified statement whose hash stands in this journal. Counts once it is kept. Rejects as the
   * journal does; where the disk is only full, each flush tries again.
   */
  keepHeld(held: SignedHeldStatement): Promise<void> {
    return this.#inTurn(() => this.#keepHeld(held));
  }

  async #keepHeld(held: SignedHeldStatement): Promise<void> {
    try {
      await this.#journal.keepCustody({...this.#custody, held});
    } catch (error) {
      if (isPassing(error)) this.#unkept = held;
      throw error;
    }
    this.#unkept = undefined;
    this.#move({...this.#custody, held});
  }

  /**
   * Runs `succeed`, after which the journal is another one, and counts from what that one knows.
   * Whoever waits for what was made again waits on, for its new place; those who wait for what
   * stayed behind are handed back.
   */
  async succeeded(
    parting: Parting,
    succeed: () => Promise<void>,
  ): Promise<readonly CustodyWaiter[]> {
    await this.#inTurn(async () => {
      await succeed();
      this.#custody = this.#journal.custody();
      this.#mirror = undefined;
      this.#dirty = false;
      this.#unkept = undefined;
    });
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    return waiters.filter(waiter => {
      const sequenceNumber = placeInSuccessor(parting, waiter.sequenceNumber);
      if (sequenceNumber !== undefined) this.#waiters.add({...waiter, sequenceNumber});
      return sequenceNumber === undefined;
    });
  }

  /** Keeps what was only remembered. On a full disk it stays so, until the next flush. */
  flush(): Promise<void> {
    return this.#inTurn(async () => {
      try {
        if (this.#unkept) await this.#keepHeld(this.#unkept);
        else if (this.#dirty) await this.#keepRemembered();
      } catch (error) {
        if (!isPassing(error)) throw error;
      }
    });
  }

  async #keepRemembered(): Promise<void> {
    this.#dirty = false;
    try {
      await this.#journal.keepCustody(this.#custody);
    } catch (error) {
      this.#dirty = true;
      throw error;
    }
  }

  /** One record holds it all: two writers at once would undo each other. */
  #inTurn(keep: () => Promise<void>): Promise<void> {
    const kept = this.#keeping.then(keep);
    this.#keeping = kept.catch(() => {});
    return kept;
  }

  stop(): void {
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    for (const {reject} of waiters) reject(new Fault('terminal/stopped'));
  }

  #recordedThrough(): number {
    return this.#custody.recorded?.sequenceNumber ?? 0;
  }

  /** At the standby or further; what its hub has not recorded here does not count. */
  #mirroredThrough(): number {
    const {recorded} = this.#custody;
    if (!recorded || !this.#mirror || this.#mirror.hubId !== recorded.hubId) return 0;
    return Math.min(this.#mirror.sequenceNumber, recorded.sequenceNumber);
  }

  #heldThrough(): number {
    return this.#custody.held?.sequenceNumber ?? 0;
  }

  #move(custody: JournalCustody, mirror = this.#mirror): void {
    const before = this.#reach();
    this.#custody = custody;
    this.#mirror = mirror;
    const now = this.#reach();
    assert(now.safe <= this.#journal.tail().sequenceNumber, 'nobody has more than was journaled');
    this.#tell('held', before.held, now.held);
    this.#tell('mirrored', Math.max(before.mirrored, now.held), now.mirrored);
    this.#tell('recorded', Math.max(before.safe, now.mirrored, now.held), now.safe);
    // What is no longer at a standby and still at a hub is told again as what it is now.
    const lessMirrored = Math.min(before.mirrored, now.safe);
    this.#tell('recorded', Math.max(now.mirrored, before.held, now.held), lessMirrored);
    this.#tell('fellBack', now.held, before.held);
    this.#tell('fellBack', Math.max(now.safe, before.held), before.safe);
    for (const waiter of this.#waiters) if (this.#settle(waiter)) this.#waiters.delete(waiter);
  }

  #reach(): {readonly safe: number; readonly mirrored: number; readonly held: number} {
    const held = this.#heldThrough();
    return {safe: this.safeThrough(), mirrored: this.#mirroredThrough(), held};
  }

  #tell(kind: 'recorded' | 'mirrored' | 'held' | 'fellBack', after: number, through: number): void {
    if (through <= after) return;
    const run = {firstSequenceNumber: after + 1, lastSequenceNumber: through};
    this.events.publish({kind, ...run});
  }

  #settle({sequenceNumber, goal, resolve}: CustodyWaiter): boolean {
    const custody = this.custodyOf(sequenceNumber);
    const reached =
      custody?.kind === 'held' ||
      (goal === 'recorded' && (custody?.kind === 'recorded' || custody?.kind === 'mirrored'));
    if (reached) resolve(custody);
    return reached;
  }
}
