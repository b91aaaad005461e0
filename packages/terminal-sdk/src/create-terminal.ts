import {holdsCardData, type TransactionDraft} from '@holdfast/domain';
import {Fault, Topic} from '@holdfast/std';
import type {
  PairingLink,
  Printers,
  PrintState,
  SuspendedChange,
  SuspendedOutcome,
} from '@holdfast/wire';
import {checkBody} from './check-body.ts';
import type {Custody, CustodyEvent} from './custody.ts';
import type {TerminalIssue} from './issue.ts';
import {TERMINAL_LIMITS} from './limits.ts';
import {type PairingByCode, pairByCode} from './pair-by-code.ts';
import {type PairingWish, pairTerminal} from './pair-terminal.ts';
import {encodePersonal} from './personal-data.ts';
import type {DiscoveryEvent, Pairing} from './ports.ts';
import {PrintTalk} from './print-talk.ts';
import {receiptOf} from './receipt.ts';
import type {StoreReceipt} from './receipt-questions.ts';
import type {SharedDocument} from './shared-document.ts';
import {SharedReader} from './shared-reader.ts';
import {StatusBoard} from './status-board.ts';
import {SuspendedTalk} from './suspended-talk.ts';
import type {
  CustodyProgress,
  Submission,
  SubmissionRecord,
  SubmitOptions,
  Terminal,
  TerminalEvents,
  TerminalOptions,
} from './terminal.ts';
import {TerminalCore, type TerminalTopics} from './terminal-core.ts';
import type {TerminalStatus} from './terminal-status.ts';

/**
 * Makes a terminal out of an application's name and a platform. Does nothing until it is started.
 */
export function createTerminal(options: TerminalOptions): Terminal {
  return new RunningTerminal(options);
}

class RunningTerminal implements Terminal {
  readonly failed: Promise<unknown>;
  readonly #options: TerminalOptions;
  readonly #topics: TerminalTopics;
  readonly #stopping = new AbortController();
  readonly #shared: SharedReader | undefined;
  readonly printing: PrintTalk;
  readonly #suspended: SuspendedTalk;
  #opening: Promise<TerminalCore> | undefined;
  #core: TerminalCore | undefined;
  #started = false;
  #stopped: Promise<void> | undefined;

  constructor(options: TerminalOptions) {
    this.#options = options;
    const {promise, resolve} = Promise.withResolvers<unknown>();
    this.failed = promise;
    this.#topics = {
      board: new StatusBoard(options.platform.clock),
      custody: new Topic<CustodyEvent>(),
      discovery: new Topic<DiscoveryEvent>(),
      issue: new Topic<TerminalIssue>(),
      shared: new Topic<SharedDocument>(),
      printers: new Topic<Printers['printers']>(),
      print: new Topic<PrintState>(),
      onFailure: resolve,
    };
    const {shared: shelf, platform} = options;
    const {shared: changes, printers, print: states} = this.#topics;
    this.printing = new PrintTalk({printers, states});
    this.#suspended = new SuspendedTalk(platform.clock);
    this.#shared = shelf && new SharedReader({shelf, changes, log: platform.log});
  }

  get pairing(): Pairing | undefined {
    return this.#core?.journal.pairing();
  }

  get status(): TerminalStatus {
    return this.#topics.board.status;
  }

  get progress(): CustodyProgress {
    const journaled = this.#core?.journal.tail().sequenceNumber ?? 0;
    const recorded = this.#core?.custody.safeThrough() ?? 0;
    return {journaled, recorded, held: this.#core?.custody.held?.sequenceNumber ?? 0};
  }

  async open(): Promise<void> {
    await this.#open();
  }

  async start(): Promise<void> {
    const core = await this.#open();
    if (this.#started || this.#stopping.signal.aborted) return;
    this.#started = true;
    core.run(this.#stopping.signal);
  }

  discover(signal: AbortSignal): AsyncIterable<DiscoveryEvent> {
    const either = AbortSignal.any([signal, this.#stopping.signal]);
    return this.#options.platform.finder.find(either);
  }

  async pair(
    by: PairingLink | PairingByCode,
    {signal, ...wish}: PairingWish & {readonly signal?: AbortSignal},
  ): Promise<Pairing> {
    const core = await this.#open();
    const {platform} = this.#options;
    const stopping = this.#stopping.signal;
    const either = signal ? AbortSignal.any([signal, stopping]) : stopping;
    const move = (pairing: Pairing) => core.move(pairing);
    const ports = {...platform, journal: core.journal, move};
    const {addresses = []} = this.#options;
    const pairing =
      'code' in by
        ? await pairByCode(ports, {by, wish, addresses, signal: either})
        : await pairTerminal(ports, {link: by, wish, signal: either});
    const {hubId, workstationId} = pairing;
    platform.log.info('terminal.paired', {hubId, workstationId});
    this.#topics.board.note({paired: true});
    if (this.#started) core.connect(stopping);
    return pairing;
  }

  async submit(
    submitted: TransactionDraft | Uint8Array,
    {submissionId, personal}: SubmitOptions = {},
  ): Promise<Submission> {
    const core = this.#core;
    if (!core || !this.#started || this.#stopping.signal.aborted) {
      throw new Fault('terminal/stopped');
    }
    const pairing = core.journal.pairing();
    if (!pairing) throw new Fault('journal/read-only');
    checkSubmissionId(submissionId);
    const {journaled, repeated} = await core.desk.submit({
      checked: checkBody(submitted),
      personal: personal && encodePersonal(this.#options.platform.random, personal),
      submissionId,
      pairing,
    });
    const {key, receiptNumber} = receiptOf(journaled.entry);
    return {
      key,
      receiptNumber,
      journaled: true,
      repeated,
      get custody() {
        return core.custodyAt(key);
      },
      // Made when somebody asks: most callers print and forget.
      get recorded() {
        return core.reached(key, 'recorded');
      },
      get held() {
        return core.reached(key, 'held');
      },
    };
  }

  custodyOf(sequenceNumber: number): Custody | undefined {
    return this.#core?.custody.custodyOf(sequenceNumber);
  }

  async find(receiptNumber: string): Promise<SubmissionRecord | undefined> {
    return this.#core?.find(receiptNumber);
  }

  async list(place: {
    readonly afterSequenceNumber: number;
    readonly entriesMax: number;
  }): Promise<readonly SubmissionRecord[]> {
    return (await this.#core?.list(place)) ?? [];
  }

  async lookUp(receiptNumber: string): Promise<StoreReceipt> {
    if (!this.#core || this.#stopping.signal.aborted) throw new Fault('terminal/stopped');
    return this.#core.receipts.ask(receiptNumber);
  }

  hurry(): void {
    this.#core?.hurry();
  }

  changeSuspended(change: SuspendedChange): Promise<SuspendedOutcome> {
    return this.#suspended.ask(change);
  }

  sharedDocument(name: string): SharedDocument | undefined {
    return this.#shared?.document(name);
  }

  on<Kind extends keyof TerminalEvents>(
    kind: Kind,
    listener: (event: TerminalEvents[Kind]) => void,
  ): () => void {
    const {board, custody, discovery, issue, shared, printers, print} = this.#topics;
    const topics: {readonly [Name in keyof TerminalEvents]: Topic<TerminalEvents[Name]>} = {
      status: board.changes,
      custody,
      discovery,
      issue,
      shared,
      printers,
      print,
    };
    return topics[kind].subscribe(listener);
  }

  stop(): Promise<void> {
    this.#stopping.abort();
    this.#stopped ??= this.#close();
    return this.#stopped;
  }

  async #close(): Promise<void> {
    const core = await this.#opening?.catch(() => undefined);
    await core?.close();
  }

  #open(): Promise<TerminalCore> {
    if (this.#stopping.signal.aborted) return Promise.reject(new Fault('terminal/stopped'));
    this.#opening ??= this.#openCore();
    return this.#opening;
  }

  async #openCore(): Promise<TerminalCore> {
    const journal = await this.#options.platform.openJournal();
    await this.#shared?.open();
    this.#core = new TerminalCore(journal, this.#options, {
      ...this.#topics,
      reader: this.#shared,
      talk: this.printing,
      suspended: this.#suspended,
    });
    return this.#core;
  }
}

function checkSubmissionId(submissionId: string | undefined): void {
  const lengthMax = TERMINAL_LIMITS.submissionIdLengthMax;
  if (submissionId === undefined) return;
  if (holdsCardData(submissionId)) throw new Fault('submission/card-data', {field: 'submissionId'});
  const length = submissionId.length;
  // A lone surrogate has no UTF-8: two such ids would be kept as one.
  if (length >= 1 && length <= lengthMax && submissionId.isWellFormed()) return;
  const reason = `must be 1 to ${lengthMax} characters of Unicode text`;
  throw new Fault('submission/malformed', {field: 'submissionId', reason});
}
