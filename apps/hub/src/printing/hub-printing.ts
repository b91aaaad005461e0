import {randomBytes} from 'node:crypto';
import type {StoreBook} from '@holdfast/catalogue';
import {HUB_WORKSTATION_ID} from '@holdfast/domain';
import type {PrintDesk, PrintNews} from '@holdfast/ingest';
import {logoOf} from '@holdfast/paper';
import {composePaper, escposPrinterLink} from '@holdfast/printer-escpos';
import {
  type JobDisk,
  type PrinterBook,
  type PrintJob,
  PrintQueue,
  printerPlace,
} from '@holdfast/printing';
import type {Clock, Log, Parsed, Service} from '@holdfast/std';
import type {DecidePrint, PrintPaper} from '@holdfast/wire';
import type {PrinterStatus, PrintJobStatus} from './printer-status.ts';
import {testPaper} from './test-paper.ts';

/** The printers of a store at its hub, for tills and for whoever looks after them. */
export class HubPrinting implements PrintDesk {
  readonly #book: PrinterBook;
  readonly #queue: PrintQueue;
  readonly #clock: Clock;

  constructor(ports: {
    readonly book: PrinterBook;
    readonly disk: JobDisk;
    readonly store: StoreBook;
    readonly clock: Clock;
    readonly log: Log;
  }) {
    const {book, disk, store, clock, log} = ports;
    this.#book = book;
    this.#clock = clock;
    this.#queue = new PrintQueue({
      ...{book, disk, clock, log, link: escposPrinterLink()},
      compose: (job, printer) => {
        const {settings} = store;
        return composePaper(job, {printer, logo: settings && logoOf(settings)});
      },
    });
  }

  get service(): Service {
    return this.#queue;
  }

  /** Tells tills what changes. */
  tell(tills: {
    publishPrint(workstationId: string, news: PrintNews): void;
    publishPrinters(): void;
  }): void {
    this.#queue.changes.subscribe(job => tills.publishPrint(job.workstationId, newsOf(job)));
    this.#queue.met.subscribe(() => tills.publishPrinters());
    this.#book.changes.subscribe(() => tills.publishPrinters());
  }

  printers(workstationId: string): ReturnType<PrintDesk['printers']> {
    const own = this.#book.printerOf(workstationId)?.name;
    return this.#book.list.map(printer => {
      const {name, columns, encoding} = printer;
      const problem = this.#queue.problemOf(name);
      return {
        ...{name, place: printerPlace(printer), columns, encoding, yours: name === own},
        ...(problem ? {problem} : {}),
      };
    });
  }

  unfinished(workstationId: string): readonly PrintNews[] {
    const open = ['waiting', 'printing', 'unsure', 'stale'];
    return this.#queue
      .jobs()
      .filter(job => job.workstationId === workstationId && open.includes(job.state))
      .map(newsOf);
  }

  async print(workstationId: string, asked: PrintPaper): Promise<PrintNews> {
    const job = await this.#queue.take(workstationId, asked);
    if (typeof job !== 'string') return newsOf(job);
    const {jobId, title} = asked;
    return {jobId, title, state: 'refused', refusal: job, askedAtMs: this.#clock.wallMs()};
  }

  async decide(workstationId: string, asked: DecidePrint): Promise<PrintNews | undefined> {
    const job = await this.#queue.decide(workstationId, asked);
    return job && newsOf(job);
  }

  /** Every printer, how it was met last, and what waits for it. */
  status(): readonly PrinterStatus[] {
    const jobs = this.jobs();
    return this.#book.list.map(printer => {
      const waiting = jobs.filter(job => job.printer === printer.name && job.state === 'waiting');
      const problem = this.#queue.problemOf(printer.name);
      return {...printer, ...(problem ? {problem} : {}), waiting: waiting.length};
    });
  }

  /** What is not over, and what was over last; oldest first. */
  jobs(): readonly PrintJobStatus[] {
    return this.#queue.jobs().map(({document: _, drawer: __, releasedAtMs: ___, ...job}) => job);
  }

  keep(printer: unknown): Parsed<unknown> {
    return this.#book.keep(printer);
  }

  remove(name: string): boolean {
    return this.#book.remove(name);
  }

  /**
   * Prints a page that shows what the printer can; `undefined` where there is none of this name.
   */
  async test(name: string): Promise<PrintJobStatus | undefined> {
    const printer = this.#book.find(name);
    if (!printer) return undefined;
    const jobId = randomBytes(12).toString('base64url');
    const document = testPaper(printer, new Date(this.#clock.wallMs()));
    const asked = {jobId, title: `test of ${name}`, document, drawer: false};
    await this.#queue.take(HUB_WORKSTATION_ID, asked, printer);
    return this.jobs().find(job => job.jobId === jobId);
  }

  /** A person's word about a job, by the beginning of its id; `undefined` for none or for many. */
  async decideJob(
    idBegins: string,
    wish: Pick<DecidePrint, 'wish' | 'printer'>,
  ): Promise<PrintJobStatus | undefined> {
    const [job, ...others] = this.#queue.jobs().filter(({jobId}) => jobId.startsWith(idBegins));
    if (!job || others.length > 0) return undefined;
    const {workstationId, jobId} = job;
    await this.#queue.decide(workstationId, {jobId, ...wish});
    return this.jobs().find(one => one.jobId === jobId);
  }
}

function newsOf({jobId, title, state, printer, problem, askedAtMs}: PrintJob): PrintNews {
  return {...{jobId, title, state, printer, askedAtMs}, ...(problem ? {problem} : {})};
}
