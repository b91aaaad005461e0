import {businessDayDateOf, type RetailTransaction, type TransactionDraft} from '@holdfast/domain';
import type {PaperWidth} from '@holdfast/paper';
import {webClock, webRandom} from '@holdfast/platform-web';
import {toBase64Url} from '@holdfast/std';
import type {Terminal} from '@holdfast/terminal-sdk';
import type {DecidePrint, PaperDocument, Printers, PrintState} from '@holdfast/wire';
import type {Present} from '../day/till-day.ts';
import {zonedDateTime} from '../sale/make-transaction.ts';
import {SCREEN_PAPER} from './screen-paper.ts';

export type TillPrinter = Printers['printers'][number];

/** What the screens know of paper. Replaced whole at every change. */
export interface PaperState {
  /** Of the hub; none while it is not there. */
  readonly printers: readonly TillPrinter[];
  /** The newest word about each thing that was asked for; what a person ended is left out. */
  readonly jobs: readonly PrintState[];
}

export const NO_PAPER: PaperState = {printers: [], jobs: []};

const JOBS_MAX = 20;

/** The printer of this till, where the hub has one for it. */
export function printerOf({printers}: PaperState): TillPrinter | undefined {
  return printers.find(({yours}) => yours);
}

/** The paper that this till shows on its screen: that of its printer, where it has one. */
export function paperOf(paper: PaperState): PaperWidth {
  return printerOf(paper) ?? SCREEN_PAPER;
}

/** Whether notes or coins go in or out with this transaction: then the drawer opens. */
export function wantsDrawer({lineItems}: RetailTransaction): boolean {
  return lineItems.some(
    line =>
      (line.kind === 'Tender' || line.kind === 'TenderChange') &&
      line.tenderType === 'cash' &&
      !line.voidFlag,
  );
}

/**
 * This till's paper and drawer, at the printers of its hub. Asking never waits and never fails: a
 * sale is over before its receipt is asked for.
 */
export class TillPaper {
  readonly #terminal: Terminal;
  readonly #changed: (paper: PaperState) => void;
  readonly #present: () => Present;
  /** Receipts that this page has asked for, or that a dialog has printed. */
  readonly #asked = new Set<string>();
  #state = NO_PAPER;

  constructor(ports: {
    readonly terminal: Terminal;
    readonly present: () => Present;
    readonly changed: (paper: PaperState) => void;
  }) {
    const {terminal, changed, present} = ports;
    this.#terminal = terminal;
    this.#changed = changed;
    this.#present = present;
    terminal.on('printers', printers => this.#change({printers}));
    terminal.on('print', state => this.#heard(state));
  }

  /** Whether a paper of this receipt was asked for before: the next one is a copy. */
  wasAsked(receiptNumber: string): boolean {
    return this.#asked.has(receiptNumber);
  }

  /** A paper of it left this till by other ways: the browser's dialog. */
  noteAsked(receiptNumber: string): void {
    this.#asked.add(receiptNumber);
    this.#change({});
  }

  /** False where no printer of the hub is this till's. */
  print(paper: {
    readonly title: string;
    readonly document: PaperDocument;
    readonly drawer: boolean;
  }): boolean {
    if (!printerOf(this.#state)) return false;
    const jobId = toBase64Url(webRandom.bytes(16));
    this.#asked.add(paper.title);
    return this.#terminal.printing.ask({type: 'printPaper', jobId, ...paper});
  }

  /** Opens the drawer, now or never. False where no printer of the hub is this till's. */
  openDrawer(title: string): boolean {
    return this.print({title, document: {blocks: []}, drawer: true});
  }

  /** A person's word about something that was not printed. */
  decide(job: PrintState, wish: Pick<DecidePrint, 'wish' | 'printer'>): void {
    const {jobId, state} = job;
    if (wish.wish === 'cancel' || state === 'refused') this.#leaveOut(jobId);
    if (state !== 'refused') this.#terminal.printing.ask({type: 'decidePrint', jobId, ...wish});
  }

  /** Writes into the journal that a receipt was printed again. */
  async noteReprint(receiptNumber: string): Promise<void> {
    const {settings, operatorId, training} = this.#present();
    const at = zonedDateTime(webClock.wallMs());
    const note: TransactionDraft = {
      kind: 'ControlTransaction',
      controlType: 'receiptReprint',
      businessDayDate: businessDayDateOf({at, dayStartHour: settings.day_start_hour}),
      ...{beginDateTime: at, endDateTime: at, operatorId, transactionLink: {receiptNumber}},
      ...(training ? {trainingModeFlag: true} : {}),
    };
    await this.#terminal.submit(note);
  }

  #heard(state: PrintState): void {
    const others = this.#state.jobs.filter(({jobId}) => jobId !== state.jobId);
    const kept = state.state === 'cancelled' ? others : [...others, state];
    this.#change({jobs: kept.slice(-JOBS_MAX)});
  }

  #leaveOut(jobId: string): void {
    this.#change({jobs: this.#state.jobs.filter(job => job.jobId !== jobId)});
  }

  #change(change: Partial<PaperState>): void {
    this.#state = {...this.#state, ...change};
    this.#changed(this.#state);
  }
}
