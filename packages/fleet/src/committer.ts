import {aborted, BoundedQueue, Fault, isFault, type Service, Topic, Wakeup} from '@holdfast/std';
import type {JournalId, LedgerId} from '@holdfast/wire';
import {FleetDraft} from './fleet-draft.ts';
import type {SegmentOutcome} from './join-segment.ts';
import {FLEET_LIMITS} from './limits.ts';
import {type CommitPlan, type CommitWork, planCommit} from './plan-commit.ts';
import type {FleetPorts} from './ports.ts';
import type {SegmentShelf} from './segment-shelf.ts';
import type {VerifiedSegment} from './verify-segment.ts';

/** A segment's outcome, once it is durable, and the journals its ledger has news of. */
export interface Committed {
  readonly outcome: SegmentOutcome;
  readonly grown: readonly JournalId[];
}

interface Ticket {
  readonly segment: VerifiedSegment;
  readonly answer: PromiseWithResolvers<Committed>;
}

/**
 * The one writer. What arrives while one commit is under way forms the next: one sync covers many
 * segments, without a timer. On a full disk it refuses, and goes on; after any other fault of the
 * disk it answers nothing more and ends, and the store is opened again from what is on it.
 */
export class Committer implements Service {
  readonly name = 'fleet';
  /** Published after each commit that made something visible, with the last cursor. */
  readonly grown = new Topic<number>();
  /** Published after each commit that says that something is erased. */
  readonly erased = new Topic<void>();
  readonly #ports: FleetPorts;
  readonly #shelf: SegmentShelf;
  readonly #queue = new BoundedQueue<Ticket>(FLEET_LIMITS.segmentsQueuedMax);
  readonly #wakeup = new Wakeup();
  readonly #ledgersReady = new Set<LedgerId>();
  readonly #journalsReady = new Set<JournalId>();
  /** News that no answer has carried yet, by the ledger whose hub should hear it. */
  readonly #news = new Map<LedgerId, Set<JournalId>>();
  #open = true;
  #committed = 0;
  #committing = 0;

  constructor(ports: FleetPorts, shelf: SegmentShelf) {
    this.#ports = ports;
    this.#shelf = shelf;
  }

  get queued(): number {
    return this.#queue.size;
  }

  get committing(): number {
    return this.#committing;
  }

  /** Commits since the start, for metrics: segments divided by this is what a sync covers. */
  get committed(): number {
    return this.#committed;
  }

  /**
   * Resolves after the commit that covers the segment. Throws `gateway/busy` at once when full or
   * closing.
   */
  submit(segment: VerifiedSegment): Promise<Committed> {
    const answer = Promise.withResolvers<Committed>();
    if (!this.#open) throw stopping();
    if (!this.#queue.push({segment, answer})) {
      throw new Fault('gateway/busy', {reason: 'too many segments at once'});
    }
    this.#wakeup.notify();
    return answer.promise;
  }

  async run(signal: AbortSignal, ready: () => void): Promise<void> {
    const {store} = this.#ports;
    const limit = FLEET_LIMITS.segmentsAheadMax;
    for (const ledgerId of await store.ledgersAhead(limit)) this.#ledgersReady.add(ledgerId);
    for (const journalId of await store.journalsReady(limit)) this.#journalsReady.add(journalId);
    ready();
    void aborted(signal).then(() => this.#stopTaking());
    try {
      while (!signal.aborted || this.#queue.size > 0) {
        const tickets = this.#nextTickets();
        if (tickets.length > 0 || this.#leftReady()) await this.#work(tickets);
        else await this.#rest(signal);
      }
    } finally {
      this.#stopTaking();
      for (const {answer} of this.#queue.take(this.#queue.size)) answer.reject(stopping());
    }
  }

  #stopTaking(): void {
    this.#open = false;
    this.#wakeup.notify();
  }

  /** As many as one commit covers, in the order they came; one segment is always taken. */
  #nextTickets(): Ticket[] {
    const tickets: Ticket[] = [];
    let lines = 0;
    while (
      tickets.length < FLEET_LIMITS.segmentsPerCommitMax &&
      lines < FLEET_LIMITS.linesJoinedPerCommitMax
    ) {
      const [ticket] = this.#queue.take(1);
      if (!ticket) break;
      tickets.push(ticket);
      lines += ticket.segment.entries.length;
    }
    return tickets;
  }

  #leftReady(): boolean {
    return this.#ledgersReady.size > 0 || this.#journalsReady.size > 0;
  }

  async #rest(signal: AbortSignal): Promise<void> {
    await this.#ports.store.tend();
    await this.#wakeup.wait(signal);
  }

  async #work(tickets: readonly Ticket[]): Promise<void> {
    try {
      await this.#commit(tickets);
    } catch (error) {
      if (isOfOneSegment(error) && tickets.length > 1) {
        for (const ticket of tickets) await this.#work([ticket]);
        return;
      }
      for (const {answer} of tickets) answer.reject(error);
      if (!isOfOneSegment(error) && !isFault(error, 'database/disk-full')) throw error;
      // What was ready stays so on the disk, and is looked at again with its ledger's next segment.
      this.#committing = 0;
      this.#ledgersReady.clear();
      this.#journalsReady.clear();
    }
  }

  async #commit(tickets: readonly Ticket[]): Promise<void> {
    const {store} = this.#ports;
    this.#committing = tickets.length;
    const work: CommitWork = {
      segments: tickets.map(({segment}) => segment),
      ledgersReady: [...this.#ledgersReady],
      journalsReady: [...this.#journalsReady],
    };
    const draft = await FleetDraft.begin(store, this.#shelf);
    const plan = await planCommit({ports: this.#ports, draft}, work);
    const batch = draft.batch();
    if (batch) {
      await store.commit(batch);
      this.#committed += 1;
      draft.shelve();
      this.#report(draft);
      if (batch.erasures.length > 0) this.erased.publish();
      if (batch.to.lastCursor > batch.from.lastCursor) this.grown.publish(batch.to.lastCursor);
    }
    this.#committing = 0;
    this.#noteRest(work, plan);
    for (const [at, {segment, answer}] of tickets.entries()) {
      const outcome = plan.outcomes[at] ?? 'full';
      answer.resolve({outcome, grown: this.#newsFor(segment.envelope.ledgerId)});
    }
  }

  #noteRest(work: CommitWork, plan: CommitPlan): void {
    for (const ledgerId of work.ledgersReady) this.#ledgersReady.delete(ledgerId);
    for (const journalId of work.journalsReady) this.#journalsReady.delete(journalId);
    for (const ledgerId of plan.ledgersReady) this.#ledgersReady.add(ledgerId);
    for (const journalId of plan.journalsReady) this.#journalsReady.add(journalId);
    for (const [journalId, ledgerIds] of plan.grown) {
      for (const ledgerId of ledgerIds) {
        const news = this.#news.get(ledgerId) ?? new Set();
        this.#news.set(ledgerId, news.add(journalId));
      }
    }
  }

  #newsFor(ledgerId: LedgerId): readonly JournalId[] {
    const news = [...(this.#news.get(ledgerId) ?? [])];
    this.#news.delete(ledgerId);
    return news;
  }

  #report(draft: FleetDraft): void {
    for (const {code, source, hubId, ledgerId, journalId, sequenceNumber} of draft.alarms) {
      this.#ports.log.warn('fleet.alarm', {
        code,
        source,
        hubId,
        ledgerId,
        journalId,
        sequenceNumber,
      });
    }
  }
}

function stopping(): Fault {
  return new Fault('gateway/busy', {reason: 'the gateway is stopping'});
}

/** Damage to what one segment needs hurts that segment; everything else hurts the store. */
function isOfOneSegment(error: unknown): boolean {
  return isFault(error, 'fleet/damaged') || isFault(error, 'wire/malformed');
}
