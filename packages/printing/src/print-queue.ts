import {findCardData} from '@holdfast/domain';
import {type Service, Topic, Wakeup} from '@holdfast/std';
import type {DecidePrint, PrinterProblem, PrintPaper} from '@holdfast/wire';
import {PRINT_LIMITS, type PrintQueuePorts} from './ports.ts';
import {isOver, type PrintJob, printJobKey} from './print-job.ts';
import type {Printer} from './printer.ts';

export type PrintRefusal = 'no-printer' | 'queue-full' | 'card-data' | 'not-kept';

/**
 * Prints what tills ask for, each printer's papers in the order in which they came:
 *
 *   waiting ──begins──► printing ──confirmed──► printed · sent
 *      │ ▲                  └──not confirmed──► unsure ─┐
 *      │ └──────────── again, by a person ──────────────┤
 *      ├──too old when its turn comes──► stale ─────────┤
 *      └──────────── cancelled, by a person ◄───────────┘
 *
 * A job is on the disk before it is answered for, and so is that it began: what a dying hub or a
 * broken cable left half printed is `unsure`, never printed again by itself, and then with a mark.
 */
export class PrintQueue implements Service {
  readonly name = 'print-queue';
  /** A job as it is now, at every change. */
  readonly changes = new Topic<PrintJob>();
  /** The name of a printer about which something else is known now. */
  readonly met = new Topic<string>();
  readonly #ports: PrintQueuePorts;
  readonly #jobs = new Map<string, PrintJob>();
  readonly #problems = new Map<string, PrinterProblem>();
  readonly #lanes = new Map<string, {readonly wakeup: Wakeup; readonly work: Promise<void>}>();
  /** Jobs whose first write is under way: not answered for, and not printed. */
  readonly #arriving = new Map<string, Promise<void>>();

  constructor(ports: PrintQueuePorts) {
    this.#ports = ports;
  }

  /** Oldest first; those that are over stay for a while. */
  jobs(): readonly PrintJob[] {
    return [...this.#jobs.values()];
  }

  problemOf(printer: string): PrinterProblem | undefined {
    return this.#problems.get(printer);
  }

  async run(signal: AbortSignal, ready: () => void): Promise<void> {
    const {disk, book, log} = this.#ports;
    for (const job of await disk.load()) {
      // It began in a life before this one.
      const cut = {state: 'unsure', problem: 'cut-off', perhapsPrinted: true} as const;
      this.#jobs.set(printJobKey(job), job.state === 'printing' ? {...job, ...cut} : job);
    }
    const leave = book.changes.subscribe(() => this.#open(signal));
    this.#open(signal);
    log.info('printing.open', {printers: book.list.length, jobs: this.#jobs.size});
    ready();
    await new Promise<void>(resolve => {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve(), {once: true});
    });
    leave();
    await Promise.all([...this.#lanes.values()].map(({work}) => work));
  }

  /**
   * Takes a job, for the till's printer where none is named; asked again under its id, it is the
   * one there is. Answers why it took none.
   */
  async take(
    workstationId: string,
    {jobId, title, document, drawer}: Pick<PrintPaper, 'jobId' | 'title' | 'document' | 'drawer'>,
    at?: Printer,
  ): Promise<PrintJob | PrintRefusal> {
    const {disk, book, clock, log} = this.#ports;
    const key = printJobKey({workstationId, jobId});
    await this.#arriving.get(key);
    const known = this.#jobs.get(key);
    if (known) return known;
    const printer = at ?? book.printerOf(workstationId);
    if (!printer) return 'no-printer';
    if (this.jobs().filter(job => !isOver(job)).length >= PRINT_LIMITS.openMax) return 'queue-full';
    if (findCardData(document) !== undefined) return 'card-data';
    const askedAtMs = clock.wallMs();
    const job: PrintJob = {
      ...{workstationId, jobId, title, document, drawer, askedAtMs},
      ...{printer: printer.name, state: 'waiting', releasedAtMs: askedAtMs, perhapsPrinted: false},
    };
    const kept = disk.keep(job);
    this.#arriving.set(
      key,
      kept.catch(() => {}),
    );
    try {
      await kept;
    } catch (error) {
      log.error('print.notKept', {job: key, error: String(error)});
      return 'not-kept';
    } finally {
      this.#arriving.delete(key);
    }
    this.#jobs.set(key, job);
    this.#lanes.get(printer.name)?.wakeup.notify();
    return job;
  }

  /** A person's word about a job that is not over and does not print now; else nothing happens. */
  async decide(
    workstationId: string,
    {jobId, wish, printer}: Pick<DecidePrint, 'jobId' | 'wish' | 'printer'>,
  ): Promise<PrintJob | undefined> {
    const job = this.#jobs.get(printJobKey({workstationId, jobId}));
    if (!job || isOver(job) || job.state === 'printing') return job;
    if (wish === 'cancel') return this.#settle(job, {state: 'cancelled'});
    const to = wish === 'move' ? this.#ports.book.find(printer ?? '') : undefined;
    if (wish === 'move' && !to) return job;
    const {problem: _, ...rest} = job;
    const released = await this.#settle(rest, {
      state: 'waiting',
      releasedAtMs: this.#ports.clock.wallMs(),
      drawer: false,
      ...(to ? {printer: to.name} : {}),
    });
    this.#lanes.get(released.printer)?.wakeup.notify();
    return released;
  }

  /** A lane for each printer there is. */
  #open(signal: AbortSignal): void {
    for (const {name} of this.#ports.book.list) {
      if (this.#lanes.has(name)) this.#lanes.get(name)?.wakeup.notify();
      else {
        const wakeup = new Wakeup();
        this.#lanes.set(name, {wakeup, work: this.#work(name, wakeup, signal)});
      }
    }
    for (const [name] of this.#problems) {
      if (!this.#ports.book.find(name)) this.#problems.delete(name);
    }
    for (const job of this.jobs()) {
      const gone = job.state === 'waiting' && !this.#ports.book.find(job.printer);
      if (gone) void this.#settle(job, {state: 'stale'});
    }
  }

  async #work(name: string, wakeup: Wakeup, signal: AbortSignal): Promise<void> {
    const {book, clock, link} = this.#ports;
    while (!signal.aborted) {
      const printer = book.find(name);
      const job =
        printer && this.jobs().find(one => one.printer === name && one.state === 'waiting');
      if (!printer) await wakeup.wait(signal);
      else if (job) {
        if ((await this.#try(job, printer, signal)) === 'later') {
          const {retryMs: durationMs} = PRINT_LIMITS;
          await wakeup.waitAtMost({clock, durationMs}, signal);
        }
      } else if (this.#problems.has(name)) {
        await wakeup.waitAtMost({clock, durationMs: PRINT_LIMITS.lookMs}, signal);
        if (!signal.aborted) this.#meet(name, await link.look(printer, signal));
      } else await wakeup.wait(signal);
    }
  }

  async #try(job: PrintJob, printer: Printer, signal: AbortSignal): Promise<'done' | 'later'> {
    const {clock, link, compose} = this.#ports;
    const ageMs = clock.wallMs() - job.releasedAtMs;
    const drawer = job.drawer && ageMs <= PRINT_LIMITS.drawerMs;
    const empty = (job.document?.blocks.length ?? 0) === 0;
    if (empty && !drawer) {
      await this.#settle(job, {state: 'cancelled'});
      return 'done';
    }
    if (ageMs > PRINT_LIMITS.staleMs) {
      await this.#settle(job, {state: 'stale', drawer: false});
      return 'done';
    }
    let begun = job;
    const paper = empty ? new Uint8Array() : compose(job, printer);
    const begins = async () => {
      const now = this.#jobs.get(printJobKey(job));
      if (now !== job) return false; // a person decided meanwhile
      try {
        begun = await this.#keep({...job, state: 'printing', drawer: false});
        return true;
      } catch {
        return false;
      }
    };
    const outcome = await link.print({printer, paper, drawer, begins}, signal);
    switch (outcome.kind) {
      case 'printed':
      case 'sent':
        this.#meet(printer.name, undefined);
        await this.#settle(begun, {state: outcome.kind});
        return 'done';
      case 'unsure':
        this.#meet(printer.name, outcome.problem);
        await this.#settle(begun, {
          ...{state: 'unsure', problem: outcome.problem},
          perhapsPrinted: true,
        });
        return 'done';
      case 'withdrawn':
        return this.#jobs.get(printJobKey(job)) === job ? 'later' : 'done';
      case 'notReady': {
        const {problem, kicked} = outcome;
        this.#meet(printer.name, problem);
        const now = this.#jobs.get(printJobKey(job));
        if (now === job && (job.problem !== problem || kicked))
          await this.#settle(job, {problem, drawer: job.drawer && !kicked});
        return now === job ? 'later' : 'done';
      }
    }
  }

  #meet(name: string, problem: PrinterProblem | undefined): void {
    if (this.#problems.get(name) === problem) return;
    if (problem) this.#problems.set(name, problem);
    else this.#problems.delete(name);
    this.#ports.log.info('printer.met', {printer: name, problem: problem ?? 'ready'});
    this.met.publish(name);
  }

  /** Where the disk does not take it, the memory is right until the hub stops. */
  async #settle(job: PrintJob, change: Partial<PrintJob>): Promise<PrintJob> {
    const changed = {...job, ...change};
    try {
      return await this.#keep(isOver(changed) ? over(changed) : changed);
    } catch (error) {
      this.#ports.log.error('print.notKept', {job: printJobKey(job), error: String(error)});
      this.#note(changed);
      return changed;
    } finally {
      if (isOver(changed)) await this.#forget();
    }
  }

  async #keep(job: PrintJob): Promise<PrintJob> {
    await this.#ports.disk.keep(job);
    this.#note(job);
    return job;
  }

  #note(job: PrintJob): void {
    this.#jobs.set(printJobKey(job), job);
    this.changes.publish(job);
  }

  /** Forgets the oldest of those that are over. */
  async #forget(): Promise<void> {
    const past = this.jobs().filter(isOver);
    for (const job of past.slice(0, Math.max(0, past.length - PRINT_LIMITS.overMax))) {
      this.#jobs.delete(printJobKey(job));
      await this.#ports.disk.drop(job).catch((error: unknown) => {
        this.#ports.log.warn('print.notDropped', {error: String(error)});
      });
    }
  }
}

/** What was printed stays in the journal, and nowhere else. */
function over({document: _, ...job}: PrintJob): PrintJob {
  return {...job, drawer: false};
}
