import {parseBody} from '@holdfast/domain';
import {
  assert,
  BoundedQueue,
  type Bytes,
  type Clock,
  type Digest,
  Fault,
  isFault,
} from '@holdfast/std';
import {entrySigningMessage, makeEntry} from '@holdfast/wire';
import type {CheckedBody} from './check-body.ts';
import {TERMINAL_LIMITS} from './limits.ts';
import {isPassing} from './passing-fault.ts';
import type {Journal, JournaledEntry, JournalTail, Pairing} from './ports.ts';
import {receiptOf} from './receipt.ts';
import {isSameBusiness} from './same-business.ts';

/** What was journaled, and whether it already was when it was asked for. */
export interface Journaled {
  readonly journaled: JournaledEntry;
  readonly repeated: boolean;
}

interface Request {
  readonly checked: CheckedBody;
  readonly personal: Bytes | undefined;
  readonly submissionId: string | undefined;
  readonly pairing: Pairing;
  readonly resolve: (answer: Journaled) => void;
  readonly reject: (error: unknown) => void;
}

interface DeskPorts {
  readonly journal: Journal;
  readonly digest: Digest;
  readonly clock: Clock;
  /** Told after every commit, and of every fault of the journal. */
  readonly onCommit: (run: readonly JournaledEntry[]) => void;
  readonly onFault: (fault: unknown) => void;
}

/**
 * Puts submissions onto the chain, one after the other however many come at once: what arrives
 * while one commit syncs forms the next. An answer is given only after the sync that covers it.
 *
 * A `journal/full` or full disk refuses the newcomers and goes on; any other fault of the journal
 * is final, because what is on the disk is then known only to a new process.
 */
export class SubmissionDesk {
  readonly #ports: DeskPorts;
  readonly #waiting = new BoundedQueue<Request>(TERMINAL_LIMITS.submissionsWaitingMax);
  #working: Promise<void> | undefined;
  #failure: {readonly error: unknown} | undefined;
  #interlude: (() => Promise<void>) | undefined;

  constructor(ports: DeskPorts) {
    this.#ports = ports;
  }

  submit(submission: Omit<Request, 'resolve' | 'reject'>): Promise<Journaled> {
    return new Promise((resolve, reject) => {
      const taken = this.#waiting.push({...submission, resolve, reject});
      if (!taken) reject(new Fault('submission/busy', {waiting: this.#waiting.size}));
      this.#working ??= this.#work();
    });
  }

  /**
   * Runs `work` while nothing is being put onto the chain; what is submitted meanwhile waits.
   * Rejects as `work` does; a fault that does not pass is final for the desk, too.
   */
  betweenCommits(work: () => Promise<void>): Promise<void> {
    assert(!this.#interlude, 'one interlude at a time');
    return new Promise((resolve, reject) => {
      this.#interlude = async () => {
        this.#interlude = undefined;
        try {
          if (this.#failure) throw this.#failure.error;
          await work();
          resolve();
        } catch (error) {
          const ofOneEntry = isFault(error, 'journal/entry-unreadable');
          if (!isPassing(error) && !ofOneEntry) this.#failure ??= {error};
          reject(error);
        }
      };
      this.#working ??= this.#work();
    });
  }

  /** Resolves once everything that was taken is answered. */
  async settled(): Promise<void> {
    while (this.#working !== undefined) await this.#working;
  }

  async #work(): Promise<void> {
    await Promise.resolve(); // the same turn shares the first commit
    for (;;) {
      await this.#interlude?.();
      const group = this.#nextGroup();
      if (group.length === 0) break;
      await this.#settleGroup(group);
    }
    this.#working = undefined;
  }

  #nextGroup(): readonly Request[] {
    const group: Request[] = [];
    let bytes = 0;
    while (group.length < TERMINAL_LIMITS.groupEntriesMax) {
      if (bytes >= TERMINAL_LIMITS.groupBytesMax) break;
      const [request] = this.#waiting.take(1);
      if (!request) break;
      group.push(request);
      bytes += request.checked.body.length;
    }
    return group;
  }

  async #settleGroup(group: readonly Request[]): Promise<void> {
    if (this.#failure) {
      for (const {reject} of group) reject(this.#failure.error);
      return;
    }
    try {
      await this.#commitGroup(group);
    } catch (error) {
      if (isPassing(error) && group.length > 1) {
        for (const request of group) await this.#settleGroup([request]); // one may fit
        return;
      }
      if (!isPassing(error)) this.#failure = {error};
      this.#ports.onFault(error);
      for (const {reject} of group) reject(error);
    }
  }

  async #commitGroup(group: readonly Request[]): Promise<void> {
    const {journal} = this.#ports;
    const run: JournaledEntry[] = [];
    const answers: (() => void)[] = [];
    let tail = journal.tail();
    for (const request of group) {
      const {submissionId} = request;
      let earlier: JournaledEntry | undefined;
      try {
        earlier =
          submissionId === undefined
            ? undefined
            : (run.find(one => one.submissionId === submissionId) ??
              (await journal.findSubmission(submissionId)));
      } catch (error) {
        // It was journaled once, and nobody can say as what: it must not be sold a second time.
        if (!isFault(error, 'journal/entry-unreadable')) throw error;
        answers.push(() => request.reject(error));
        continue;
      }
      if (earlier) {
        answers.push(() => answerRepeated(request, earlier));
        continue;
      }
      const journaled = await this.#makeEntry(request, tail);
      tail = {
        sequenceNumber: journaled.entry.header.sequenceNumber,
        entryHash: journaled.entry.entryHash,
      };
      run.push(journaled);
      answers.push(() => request.resolve({journaled, repeated: false}));
    }
    if (run.length > 0) {
      await journal.append(run);
      assert(journal.tail().sequenceNumber === tail.sequenceNumber, 'the journal ends in its run');
      this.#ports.onCommit(run);
    }
    for (const answer of answers) answer();
  }

  async #makeEntry(request: Request, tail: JournalTail): Promise<JournaledEntry> {
    const {journal, digest, clock} = this.#ports;
    const {checked, personal, submissionId} = request;
    // Where the till stands now: it may have been moved while this waited.
    const pairing = journal.pairing() ?? request.pairing;
    const entry = makeEntry(digest, {
      kindCode: checked.kindCode,
      retailStoreId: pairing.retailStoreId,
      workstationId: pairing.workstationId,
      journalId: journal.journalId,
      sequenceNumber: tail.sequenceNumber + 1,
      prevHash: tail.entryHash,
      body: checked.body,
      ...(personal ? {personal} : {}),
    });
    const signature = await journal.key.sign(entrySigningMessage(entry.entryHash));
    // A clock that stands before what head office has signed is wrong: retention must not run
    // early.
    const issuedAtMs = journal.custody().held?.issuedAtMs ?? 0;
    return {
      entry: {...entry, body: checked.body, signature},
      submissionId,
      journaledMs: Math.max(clock.wallMs(), issuedAtMs),
    };
  }
}

/** The first answer again; another sale under the same id would be lost, so it is refused. */
function answerRepeated({checked, resolve, reject, submissionId}: Request, first: JournaledEntry) {
  const body = parseBody(first.entry.body);
  if (body.ok && isSameBusiness(body.value, checked.value)) {
    resolve({journaled: first, repeated: true});
    return;
  }
  const {receiptNumber} = receiptOf(first.entry);
  reject(new Fault('submission/id-taken', {submissionId: submissionId ?? '', receiptNumber}));
}
