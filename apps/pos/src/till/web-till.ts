import {isPin, type Operator} from '@holdfast/catalogue';
import type {SuspendedRow} from '@holdfast/orders';
import {openWebSignatureVerifier, webClock} from '@holdfast/platform-web';
import {isFault} from '@holdfast/std';
import type {SubmissionRecord, Terminal} from '@holdfast/terminal-sdk';
import * as z from 'zod';
import type {DayPorts} from '../day/till-day.ts';
import {NO_PAPER, TillPaper} from '../paper/till-paper.ts';
import {
  makeSignOn,
  makeTransaction,
  type SaleEnd,
  zonedDateTime,
} from '../sale/make-transaction.ts';
import {liveLines, type OpenSale, openSaleSchema} from '../sale/open-sale.ts';
import {endingOf, liveTenders} from '../sale/settlement.ts';
import {suspension} from '../sale/suspension.ts';
import {newSale} from './new-sale.ts';
import {keptNothing, payingSchema} from './paying.ts';
import {learn, NOTHING_KNOWN} from './store-knowledge.ts';
import type {EndedSale, Front, PairingTry, TillState} from './till-state.ts';
import {TillStore} from './till-store.ts';
import {NOTHING_SUSPENDED, OUTBOX, type Recalled, TillSuspended} from './till-suspended.ts';
import {sendNow, type UnsentCounts, unsentCountsOf, unsentOf} from './unsent.ts';
import {createWebTerminal} from './web-terminal.ts';

const SALE = 'openSale';
const PAYING = 'paying';
const OPERATOR = 'operatorId';
const TRAINING = 'training';

/**
 * A till in this page: the terminal, the open sale, who is signed on. Every step of a sale is on
 * the disk before the screen shows it; steps come one after the other.
 */
export class WebTill {
  #state: TillState;
  #store: TillStore | undefined;
  #terminal: Terminal | undefined;
  #paper: TillPaper | undefined;
  #suspended: TillSuspended | undefined;
  #work: Promise<unknown> = Promise.resolve();
  readonly #listeners = new Set<() => void>();

  constructor() {
    this.#state = {
      ...{stop: undefined, ready: false, paired: false, workstationId: ''},
      status: {
        kind: 'starting',
        ...{sinceMs: webClock.wallMs(), causes: []},
        backlog: {terminal: 0, hub: undefined, quarantined: 0},
        clock: {offsetMs: undefined},
      },
      store: NOTHING_KNOWN,
      operator: undefined,
      sale: newSale(false),
      training: false,
      suspended: NOTHING_SUSPENDED,
      saleCameBack: false,
      last: undefined,
      front: 'sale',
      paper: NO_PAPER,
      custodyCount: 0,
    };
  }

  get state(): TillState {
    return this.#state;
  }

  /** Hears every change. Returns the way out. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Opens what this browser kept and begins to look for the hub. Never waits for the network. */
  async start(): Promise<void> {
    try {
      const verifier = await openWebSignatureVerifier();
      const store = await TillStore.open();
      const terminal = createWebTerminal(store, verifier);
      this.#store = store;
      this.#terminal = terminal;
      const present = () => this.#present;
      this.#paper = new TillPaper({terminal, present, changed: paper => this.#change({paper})});
      terminal.on('status', status => this.#change({status}));
      terminal.on('custody', () => this.#custodyChanged());
      this.#suspended = new TillSuspended({
        ...{terminal, nowMs: () => webClock.wallMs()},
        keep: outbox => store.put(OUTBOX, outbox),
        changed: suspended => this.#change({suspended}),
      });
      terminal.on('shared', document => {
        this.#change({store: learn(this.#state.store, document)});
        void this.#shelf.learn(document);
      });
      await terminal.open();
      this.#shelf.open(await store.read(OUTBOX, z.unknown()));
      let known = NOTHING_KNOWN;
      for (const name of ['settings', 'catalogue', 'operators']) {
        const document = terminal.sharedDocument(name);
        if (document) known = learn(known, document);
      }
      this.#change({store: known, status: terminal.status, ...this.#pairing()});
      await terminal.start();
      void terminal.failed.then(error => this.#stop('broken', error));
      await this.#comeBack();
      this.#change({ready: true, status: terminal.status});
    } catch (error) {
      const kind = isFault(error, 'database/in-use') ? 'elsewhere' : 'broken';
      this.#stop(isFault(error, 'browser/unfit') ? 'unfit' : kind, error);
    }
  }

  /** Has the hub that serves this page take this till in. Throws what `Terminal.pair` throws. */
  async pair({code, workstationId, name}: PairingTry): Promise<void> {
    await this.#running.terminal.pair({code}, {workstationId, name});
    this.#change(this.#pairing());
  }

  /** Whether it was the PIN; then this operator is signed on, and the journal says so. */
  async signOn(operator: Operator, pin: string): Promise<boolean> {
    if (!isPin(pin, operator.pin)) return false;
    await this.#note('signOn', operator);
    await this.#running.store.put(OPERATOR, operator.operatorId);
    this.#change({operator});
    return true;
  }

  async signOff(): Promise<void> {
    const {operator} = this.#state;
    if (!operator) return;
    await this.#note('signOff', operator);
    await this.#running.store.forget(OPERATOR, TRAINING);
    const over = this.#state.training ? {training: false, sale: newSale(false)} : {};
    this.#change({operator: undefined, last: undefined, ...over});
  }

  /** Opens what this till does beside selling: a part of the page that is loaded later. */
  openDay<Day>(open: (ports: DayPorts) => Day): Day {
    return open({terminal: this.#running.terminal, present: () => this.#present});
  }

  /** Its printers and its drawer. */
  get paper(): TillPaper {
    if (!this.#paper) throw new Error('the till is started');
    return this.#paper;
  }

  /** Begins or ends training; with a sale open it stays as it is. Signing off ends it too. */
  setTraining(training: boolean): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#state.sale.lines.length > 0) return;
      await this.#running.store.put(TRAINING, training);
      this.#change({training, sale: newSale(training), last: undefined});
    });
  }

  /** Says what stands in front, so that nothing else takes its keys and scans. */
  show(front: Front): void {
    if (front !== this.#state.front) this.#change({front});
  }

  /**
   * One step of the open sale: on the disk, then on the screen. A step that gives the same sale
   * back was refused.
   */
  changeSale(change: (sale: OpenSale) => OpenSale): Promise<void> {
    return this.#inTurn(async () => {
      const before = this.#state.sale;
      const changed = change(before);
      if (changed === before) return;
      const began = before.lines.length === 0 && changed.lines.length > 0;
      const beganAt = zonedDateTime(webClock.wallMs());
      const sale = began ? {...changed, beganAt} : changed;
      const {store} = this.#running;
      if (sale.lines.length === 0) await store.forget(SALE);
      else await store.put(SALE, sale);
      this.#change({sale, saleCameBack: false, ...(began ? {last: undefined} : {})});
    });
  }

  /** Takes back an open sale as a whole: nothing of it was sold, and nothing is paid. */
  voidSale(): Promise<void> {
    return this.#inTurn(async () => {
      const {sale} = this.#state;
      if (liveTenders(sale).length === 0) await this.#leaveSale(sale, undefined);
    });
  }

  /**
   * Puts the open sale aside for any till of the store: on this till's disk first, then at the
   * hub, as soon as it answers. A sale that is paid in part stays where its money is.
   */
  suspendSale(): Promise<void> {
    return this.#inTurn(async () => {
      const {sale, operator, store} = this.#state;
      const {settings} = store;
      if (!operator || !settings || sale.training || liveTenders(sale).length > 0) return;
      if (liveLines(sale).length === 0) return;
      const {operatorId} = operator;
      await this.#shelf.update(this.#shelf.say(suspension(sale, {operatorId, settings})), outbox =>
        this.#running.store.exchange({[OUTBOX]: outbox}, SALE, PAYING),
      );
      this.#change({sale: newSale(false), saleCameBack: false, last: undefined});
    });
  }

  /** Takes a suspended sale up at this till, if no other has it. Only while no sale is open. */
  async recallSale(row: SuspendedRow): Promise<Recalled> {
    const answer = await this.#shelf.recall(row);
    if (answer.kind !== 'recalled') return answer;
    const {sale, change} = answer;
    await this.#inTurn(async () => {
      // A scan came first: the recalled sale waits in the list, as this till's.
      if (liveLines(this.#state.sale).length > 0) return;
      await this.#shelf.update(change, outbox =>
        this.#running.store.exchange({[SALE]: sale, [OUTBOX]: outbox}),
      );
      this.#change({sale, saleCameBack: false, last: undefined});
      this.#shelf.opened(sale);
    });
    return answer;
  }

  /**
   * Ends the sale with so much more cash: resolves once it is in the journal, synced. What was
   * paid is kept first, so a page that dies in between ends the same sale when it comes back, once.
   */
  pay(cashMinor: number): Promise<void> {
    return this.#inTurn(async () => {
      const {sale, operator, store} = this.#state;
      const {settings} = store;
      if (!operator || !settings || liveLines(sale).length === 0) return;
      if (!endingOf(sale, {settings, moreCashMinor: cashMinor})) return;
      const endedAt = zonedDateTime(webClock.wallMs());
      const {saleId} = sale;
      const {operatorId} = operator;
      await this.#running.store.put(PAYING, {saleId, cashMinor, endedAt, operatorId});
      await this.#end(sale, {cashMinor, endedAt, operatorId});
    });
  }

  /** The receipt was seen. */
  dismissLast(): void {
    this.#change({last: undefined});
  }

  /** Transactions that head office does not hold yet, newest first. */
  unsent(entriesMax: number): Promise<readonly SubmissionRecord[]> {
    return unsentOf(this.#running.terminal, entriesMax);
  }

  /** Everything that is not at head office, on this till and of this till in the hub. */
  get unsentCounts(): UnsentCounts {
    return this.#terminal ? unsentCountsOf(this.#terminal) : {here: 0, inHub: 0};
  }

  /**
   * Has the hub looked for at once, and waits a few seconds for what comes of it. Answers how many
   * of what was unsent moved on.
   */
  sendNow(): Promise<number> {
    return sendNow(this.#running.terminal);
  }

  async record(receiptNumber: string): Promise<SubmissionRecord | undefined> {
    return this.#running.terminal.find(receiptNumber);
  }

  get #running(): {readonly terminal: Terminal; readonly store: TillStore} {
    const [terminal, store] = [this.#terminal, this.#store];
    if (!terminal || !store) throw new Error('the till is started');
    return {terminal, store};
  }

  get #shelf(): TillSuspended {
    if (!this.#suspended) throw new Error('the till is started');
    return this.#suspended;
  }

  get #present(): ReturnType<DayPorts['present']> {
    const {operator, store, training} = this.#state;
    const {settings} = store;
    if (!operator || !settings) throw new Error('somebody is signed on in a store');
    return {settings, operatorId: operator.operatorId, training};
  }

  #pairing(): Pick<TillState, 'paired' | 'workstationId'> {
    const pairing = this.#terminal?.pairing;
    return {paired: pairing !== undefined, workstationId: pairing?.workstationId ?? ''};
  }

  /** Who was signed on, the sale that was open, and the payment that was cut off. */
  async #comeBack(): Promise<void> {
    const {store} = this.#running;
    const operatorId = await store.read(OPERATOR, z.string());
    const operator = this.#state.store.operators.find(one => one.operatorId === operatorId);
    const sale = await store.read(SALE, openSaleSchema);
    const paying = await store.read(PAYING, payingSchema);
    const training = operator !== undefined && (await store.read(TRAINING, z.boolean())) === true;
    if (operator) this.#change({operator, training, sale: newSale(training)});
    if (!sale) return;
    this.#change({sale, saleCameBack: liveLines(sale).length > 0});
    this.#shelf.opened(sale);
    if (paying?.saleId !== sale.saleId) return;
    // What keeps it from being journaled now is told when it is paid again.
    await this.#end(sale, paying).catch(() => undefined);
  }

  async #end(
    sale: OpenSale,
    paid: Pick<SaleEnd, 'cashMinor' | 'endedAt' | 'operatorId'>,
  ): Promise<void> {
    const {terminal, store} = this.#running;
    const {settings} = this.#state.store;
    if (!settings) throw new Error('a sale that can be paid has settings');
    const {saleId: submissionId} = sale;
    try {
      const transaction = makeTransaction(sale, {...paid, settings});
      const {receiptNumber} = await terminal.submit(transaction, {submissionId});
      await this.#close(receiptNumber);
    } catch (error) {
      // The store's taxes changed between a payment and the crash after it: it was sold as it was.
      const earlier = isFault(error, 'submission/id-taken') && error.fields['receiptNumber'];
      if (typeof earlier === 'string') {
        await this.#close(earlier);
        return;
      }
      // The sale is open as before; where the journal itself failed, the next start asks it again.
      if (keptNothing(error)) await store.forget(PAYING);
      throw error;
    }
  }

  async #close(receiptNumber: string): Promise<void> {
    const last = await this.#ended(receiptNumber);
    await this.#leaveSale(this.#state.sale, receiptNumber);
    if (last) this.#change({last});
  }

  /** The open sale is over; the store hears of it if it was suspended before. */
  async #leaveSale(sale: OpenSale, receiptNumber: string | undefined): Promise<void> {
    const {store} = this.#running;
    const {saleId, round} = sale;
    if (round === undefined) await store.forget(SALE, PAYING);
    else {
      const receipt = receiptNumber === undefined ? {} : {receiptNumber};
      await this.#shelf.update(
        this.#shelf.say({kind: 'settle', saleId, round, ...receipt}),
        outbox => store.exchange({[OUTBOX]: outbox}, SALE, PAYING),
      );
    }
    this.#change({sale: newSale(this.#state.training), saleCameBack: false});
  }

  async #ended(receiptNumber: string): Promise<EndedSale | undefined> {
    const record = await this.#running.terminal.find(receiptNumber);
    return record && {receiptNumber, sequenceNumber: record.key.sequenceNumber, record};
  }

  async #note(controlType: 'signOn' | 'signOff', {operatorId}: Operator): Promise<void> {
    const {settings} = this.#state.store;
    if (!settings) return;
    const at = zonedDateTime(webClock.wallMs());
    await this.#running.terminal.submit(makeSignOn({controlType, settings, operatorId, at}));
  }

  /** One step after the other: two scans at once are two lines. */
  #inTurn(step: () => Promise<void>): Promise<void> {
    const done = this.#work.then(step);
    this.#work = done.catch(() => undefined);
    return done;
  }

  #custodyChanged(): void {
    this.#change({custodyCount: this.#state.custodyCount + 1});
    const {last} = this.#state;
    if (last) void this.#refreshLast(last.receiptNumber);
  }

  async #refreshLast(receiptNumber: string): Promise<void> {
    const last = await this.#ended(receiptNumber);
    if (last && this.#state.last?.receiptNumber === receiptNumber) this.#change({last});
  }

  #stop(kind: 'elsewhere' | 'broken' | 'unfit', error: unknown): void {
    const code = isFault(error) ? error.code : error instanceof Error ? error.message : 'unknown';
    this.#change({stop: {kind, code}});
  }

  #change(change: Partial<TillState>): void {
    this.#state = {...this.#state, ...change};
    for (const listener of [...this.#listeners]) listener();
  }
}
