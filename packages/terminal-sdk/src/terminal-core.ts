import {parseReceiptNumber} from '@holdfast/domain';
import {isFault, type Topic} from '@holdfast/std';
import type {CustodyEvent} from './custody.ts';
import {CustodyBook} from './custody-book.ts';
import {HubConnector} from './hub-connector.ts';
import {HubLadder} from './hub-ladder.ts';
import type {TerminalIssue} from './issue.ts';
import {TERMINAL_LIMITS} from './limits.ts';
import type {DiscoveryEvent, Journal, JournaledEntry} from './ports.ts';
import {receiptOf} from './receipt.ts';
import {StatementKeeper} from './statement-keeper.ts';
import type {StatusBoard} from './status-board.ts';
import {SubmissionDesk} from './submission-desk.ts';
import type {SubmissionRecord, TerminalOptions} from './terminal.ts';

/** Where the parts of a terminal tell what happens. */
export interface TerminalTopics {
  readonly board: StatusBoard;
  readonly custody: Topic<CustodyEvent>;
  readonly discovery: Topic<DiscoveryEvent>;
  readonly issue: Topic<TerminalIssue>;
  /** What only a new process outlives. */
  readonly onFailure: (error: unknown) => void;
}

/** A terminal whose journal is open: its parts, joined, and what they do in the background. */
export class TerminalCore {
  readonly journal: Journal;
  readonly custody: CustodyBook;
  readonly desk: SubmissionDesk;
  readonly #options: TerminalOptions;
  readonly #topics: TerminalTopics;
  readonly #ladder: HubLadder;
  readonly #statements: StatementKeeper;
  readonly #connector: HubConnector;
  readonly #tasks: Promise<void>[] = [];
  #connecting = false;

  constructor(journal: Journal, options: TerminalOptions, topics: TerminalTopics) {
    const {app, platform, addresses = [], retentionMs = TERMINAL_LIMITS.retentionMs} = options;
    const {board, issue: issues} = topics;
    this.journal = journal;
    this.#options = options;
    this.#topics = topics;
    this.#ladder = new HubLadder(addresses);
    this.custody = new CustodyBook(journal);
    const {custody} = this;
    const both = {...platform, journal, custody, issues};
    this.#statements = new StatementKeeper({...both, retentionMs});
    const session = {...both, app, statements: this.#statements};
    this.#connector = new HubConnector({...session, ladder: this.#ladder, board});
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

  /** After the signal: resolves once everything is answered and kept, and the journal closed. */
  async close(): Promise<void> {
    await this.desk.settled();
    await Promise.all(this.#tasks);
    this.custody.stop();
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
    const {sequenceNumber, workstationId, journalMark} = asked.value;
    const place = {sequenceNumber: sequenceNumber - 1, entriesMax: 1, bytesMax: 0};
    const [found] = await this.journal.readAfter(place);
    const custody = this.custody.custodyOf(sequenceNumber);
    if (!found || !custody || found.entry.header.sequenceNumber !== sequenceNumber)
      return undefined;
    const receipt = receiptOf(found.entry);
    const {key} = receipt;
    const own = key.workstationId === workstationId && key.journalId.startsWith(journalMark);
    const {journaledMs} = found;
    return own ? {...receipt, journaledMs, custody, body: found.entry.body} : undefined;
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
