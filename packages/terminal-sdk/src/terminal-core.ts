import {parseReceiptNumber} from '@holdfast/domain';
import {assert, type Fault, isFault, type Topic, toBase64Url} from '@holdfast/std';
import type {Printers, PrintState} from '@holdfast/wire';
import type {Custody, CustodyEvent} from './custody.ts';
import {CustodyBook, type CustodyGoal} from './custody-book.ts';
import {FormerJournals} from './former-journals.ts';
import {makeAgain} from './hand-over.ts';
import {HubConnector} from './hub-connector.ts';
import {HubLadder} from './hub-ladder.ts';
import type {TerminalIssue} from './issue.ts';
import {type EntryPlace, JournalLineage} from './journal-lineage.ts';
import {TERMINAL_LIMITS} from './limits.ts';
import {isPassing} from './passing-fault.ts';
import type {DiscoveryEvent, Journal, JournaledEntry, Pairing} from './ports.ts';
import type {PrintTalk} from './print-talk.ts';
import {receiptOf} from './receipt.ts';
import {ReceiptQuestions} from './receipt-questions.ts';
import {unheldFault} from './seat.ts';
import type {SharedDocument} from './shared-document.ts';
import type {SharedReader} from './shared-reader.ts';
import {StatementKeeper} from './statement-keeper.ts';
import type {StatusBoard} from './status-board.ts';
import {SubmissionDesk} from './submission-desk.ts';
import type {SuspendedTalk} from './suspended-talk.ts';
import type {SubmissionRecord, TerminalOptions} from './terminal.ts';

/** Where the parts of a terminal tell what happens. */
export interface TerminalTopics {
  readonly board: StatusBoard;
  readonly custody: Topic<CustodyEvent>;
  readonly discovery: Topic<DiscoveryEvent>;
  readonly issue: Topic<TerminalIssue>;
  readonly shared: Topic<SharedDocument>;
  readonly printers: Topic<Printers['printers']>;
  readonly print: Topic<PrintState>;
  /** What only a new process outlives. */
  readonly onFailure: (error: unknown) => void;
}

/** A terminal whose journal is open: its parts, joined, and what they do in the background. */
export class TerminalCore {
  readonly journal: JournalLineage;
  readonly custody: CustodyBook;
  readonly desk: SubmissionDesk;
  readonly receipts: ReceiptQuestions;
  readonly #former: FormerJournals;
  readonly #options: TerminalOptions;
  readonly #topics: TerminalTopics;
  readonly #ladder: HubLadder;
  readonly #statements: StatementKeeper;
  readonly #connector: HubConnector;
  readonly #tasks: Promise<void>[] = [];
  #connecting = false;

  constructor(
    opened: Journal,
    options: TerminalOptions,
    topics: TerminalTopics & {
      readonly reader: SharedReader | undefined;
      readonly suspended: SuspendedTalk;
      readonly talk: PrintTalk;
    },
  ) {
    const {app, platform, addresses = [], retentionMs = TERMINAL_LIMITS.retentionMs} = options;
    const {board, issue: issues} = topics;
    const journal = new JournalLineage(opened);
    this.journal = journal;
    this.#former = new FormerJournals(journal);
    this.#options = options;
    this.#topics = topics;
    this.#ladder = new HubLadder(addresses);
    this.custody = new CustodyBook(journal);
    const {custody} = this;
    const both = {...platform, journal, custody, issues};
    this.#statements = new StatementKeeper({...both, retentionMs, former: this.#former});
    const run = toBase64Url(platform.random.bytes(8));
    this.receipts = new ReceiptQuestions(platform.clock);
    const session = {
      ...both,
      app: {...app, run},
      statements: this.#statements,
      shared: topics.reader,
      print: topics.talk,
      receipts: this.receipts,
      suspended: topics.suspended,
    };
    this.#connector = new HubConnector({
      ...session,
      ladder: this.#ladder,
      board,
      onSucceeded: lastCommonSequence => this.#handOver(lastCommonSequence),
    });
    this.desk = new SubmissionDesk({
      ...both,
      onCommit: run => this.#committed(run),
      onFault: error => this.#journalFault(error),
    });
    custody.events.subscribe(event => {
      this.#noteBacklog();
      topics.custody.publish(event);
    });
    const {persistence} = journal;
    board.note({journal: 'open', persistence, paired: journal.pairing() !== undefined});
    this.#noteBacklog();
  }

  /** Begins to look for hubs, to prune, and, once it is paired, to talk. */
  run(signal: AbortSignal): void {
    this.#begin(this.#discover(signal));
    this.#begin(this.#keepHouse(signal));
    this.connect(signal);
  }

  /** Begins to talk with the hub, or to talk with another, as soon as there is one to talk to. */
  connect(signal: AbortSignal): void {
    if (!this.journal.pairing()) return;
    if (this.#connecting) {
      this.#connector.paired();
      return;
    }
    this.#connecting = true;
    this.#begin(this.#connector.run(signal));
  }

  /** Tries to reach the hub now, whatever wait is on. */
  hurry(): void {
    this.#connector.hurry();
  }

  /** After the signal: resolves once everything is answered and kept, and the journal closed. */
  async close(): Promise<void> {
    await this.desk.settled();
    await Promise.all(this.#tasks);
    this.custody.stop();
    this.#former.stop();
    try {
      await this.custody.flush();
    } catch (error) {
      this.#journalFault(error); // what was only remembered is learned again from the hub
    }
    await this.journal.close();
  }

  async find(receiptNumber: string): Promise<SubmissionRecord | undefined> {
    const asked = parseReceiptNumber(receiptNumber);
    if (!asked.ok) return undefined;
    const {workstationId, journalMark} = asked.value;
    for (const {journalId} of this.journal.journals()) {
      if (!journalId.startsWith(journalMark)) continue;
      const place = this.journal.placeOf({...asked.value, journalId});
      const found = await this.#read(place);
      if (found?.entry.header.workstationId !== workstationId) continue;
      return this.#record(found);
    }
    return undefined;
  }

  async list(place: {
    readonly afterSequenceNumber: number;
    readonly entriesMax: number;
  }): Promise<readonly SubmissionRecord[]> {
    const {afterSequenceNumber: sequenceNumber, entriesMax} = place;
    const bytesMax = TERMINAL_LIMITS.groupBytesMax;
    const found = await this.journal.readAfter({sequenceNumber, entriesMax, bytesMax});
    return found.map(one => this.#record(one));
  }

  /** As `CustodyBook.reached`, wherever the transaction stands by then. */
  reached(key: EntryPlace, goal: CustodyGoal): Promise<Custody> {
    const place = this.journal.placeOf(key);
    return place.journalId === this.journal.journalId
      ? this.custody.reached(place.sequenceNumber, goal)
      : this.#former.reached(place, goal);
  }

  /** Where a transaction of this terminal is now, whichever journal it was first written to. */
  custodyAt(key: EntryPlace): Custody {
    const place = this.journal.placeOf(key);
    return place.journalId === this.journal.journalId
      ? (this.custody.custodyOf(place.sequenceNumber) ?? {kind: 'journaled'})
      : this.#former.custodyOf(place);
  }

  #record({journaledMs, entry}: JournaledEntry): SubmissionRecord {
    const receipt = receiptOf(entry);
    const custody = this.custodyAt(receipt.key);
    return {...receipt, journaledMs, custody, body: entry.body};
  }

  async #read({journalId, sequenceNumber}: EntryPlace): Promise<JournaledEntry | undefined> {
    const journal = this.journal.journals().find(one => one.journalId === journalId);
    const place = {sequenceNumber: sequenceNumber - 1, entriesMax: 1, bytesMax: 0};
    const [found] = (await journal?.readAfter(place)) ?? [];
    return found?.entry.header.sequenceNumber === sequenceNumber ? found : undefined;
  }

  /**
   * The hub has closed this journal and taken in its successor: makes again there, in one durable
   * step, what the hub does not have. Sales that come meanwhile wait for it.
   */
  async #handOver(lastCommonSequence: number): Promise<void> {
    const {journal, custody, desk} = this;
    const {digest, log} = this.#options.platform;
    const closed = journal.journalId;
    try {
      await desk.betweenCommits(async () => {
        const pairing = journal.pairing();
        assert(pairing, 'a journal that a hub knows is paired');
        const successor = await journal.prepareSuccessor();
        const {run, lost} = await makeAgain({journal, digest}, {successor, lastCommonSequence});
        const next = {...pairing, journalId: successor.journalId};
        const parting = {lastCommonSequence, lost};
        const left = await custody.succeeded(parting, async () => {
          await journal.succeed({...parting, pairing: next, run});
        });
        this.#former.adopt(closed, left);
      });
    } catch (error) {
      if (!isPassing(error)) throw error;
      this.#journalFault(error); // tried again at the next talk
      return;
    }
    const {journalId: successor} = journal;
    const madeAgain = journal.tail().sequenceNumber;
    const lost = journal.predecessor()?.lost ?? [];
    const told = {closed, successor, lastCommon: lastCommonSequence, madeAgain, lost: lost.length};
    log.warn('journal.succeeded', told);
    this.#topics.board.note({journal: 'open', journalDetail: ''});
    const {issue} = this.#topics;
    for (const sequenceNumber of lost) {
      issue.publish({code: 'journal/unreadable', sequenceNumber, held: false});
    }
    issue.publish({code: 'journal/succeeded', ...told});
    if (madeAgain > 0) custody.journaled({firstSequenceNumber: 1, lastSequenceNumber: madeAgain});
    this.#noteBacklog();
  }

  /**
   * Another place has taken in the journal that was prepared: closes this one, all of which is
   * held, and begins that one. Throws `pairing/unheld-entries` where a sale came meanwhile.
   */
  async move(pairing: Pairing): Promise<void> {
    const {journal, custody, desk} = this;
    const closed = journal.journalId;
    let unheld: Fault | undefined;
    await desk.betweenCommits(async () => {
      unheld = unheldFault(journal, pairing);
      if (unheld) return;
      const parting = {lastCommonSequence: journal.tail().sequenceNumber, lost: []};
      const left = await custody.succeeded(parting, async () => {
        await journal.succeed({...parting, pairing, run: []});
      });
      this.#former.adopt(closed, left);
    });
    if (unheld) throw unheld;
    const {retailStoreId, workstationId, journalId} = pairing;
    this.#options.platform.log.warn('terminal.moved', {
      closed,
      journalId,
      retailStoreId,
      workstationId,
    });
    this.#topics.board.note({journal: 'open', journalDetail: ''});
    this.#noteBacklog();
  }

  #begin(task: Promise<void>): void {
    this.#tasks.push(task.catch((error: unknown) => this.#journalFault(error)));
  }

  async #discover(signal: AbortSignal): Promise<void> {
    for await (const event of this.#options.platform.finder.find(signal)) {
      this.#ladder.note(event);
      this.#topics.discovery.publish(event);
      if (event.type !== 'lost') this.#connector.nominated(event.hub);
    }
  }

  /** Deletes what is covered and old, and keeps what was only remembered. */
  async #keepHouse(signal: AbortSignal): Promise<void> {
    const {clock} = this.#options.platform;
    let pruneAtMs = clock.monotonicMs();
    while (!signal.aborted) {
      if (clock.monotonicMs() >= pruneAtMs) {
        if ((await this.#statements.prune()) > 0) this.#topics.board.note({journal: 'open'});
        pruneAtMs = clock.monotonicMs() + TERMINAL_LIMITS.pruneEveryMs;
      }
      await this.custody.flush();
      await clock.sleep(TERMINAL_LIMITS.custodyFlushMs, signal);
    }
  }

  #committed(run: readonly JournaledEntry[]): void {
    const tail = this.journal.tail().sequenceNumber;
    this.#topics.board.note({journal: 'open', journalDetail: ''});
    this.custody.journaled({
      firstSequenceNumber: tail - run.length + 1,
      lastSequenceNumber: tail,
    });
    this.#connector.wake();
  }

  #noteBacklog(): void {
    const {board} = this.#topics;
    const {backlog, quarantined} = this.custody;
    const catchUpTotal = backlog === 0 ? 0 : board.facts.catchUpTotal;
    board.note({backlog, catchUpTotal, quarantined: quarantined.length});
  }

  #journalFault(error: unknown): void {
    const {board, issue, onFailure} = this.#topics;
    const journalDetail = error instanceof Error ? error.message : String(error);
    if (isFault(error, 'journal/full')) {
      board.note({journal: 'journalFull', journalDetail});
      return;
    }
    if (isFault(error, 'database/disk-full')) {
      board.note({journal: 'diskFull', journalDetail});
      return;
    }
    if (board.facts.journal === 'journalFailed') return; // its first fault says why
    board.note({journal: 'journalFailed', journalDetail});
    issue.publish({code: 'journal/failed', detail: journalDetail});
    onFailure(error);
  }
}
