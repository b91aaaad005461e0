import type {StoreSettings} from '@holdfast/catalogue';
import {
  type BusinessDayDate,
  businessDayDateOf,
  type ReturnPick,
  type TransactionDraft,
} from '@holdfast/domain';
import {webClock} from '@holdfast/platform-web';
import type {Submission, Terminal} from '@holdfast/terminal-sdk';
import {zonedDateTime} from '../sale/make-transaction.ts';
import {type CashMovement, type Deed, makeCashMovement, makeControl} from './cash-movement.ts';
import {type DayReport, dayReport} from './day-report.ts';
import {type FoundOriginal, findOriginal, type Lookup} from './find-original.ts';
import {allOf, type BroughtItem, makeReturn, refundCashMinor, supposedSale} from './make-return.ts';
import {readBack} from './read-back.ts';

/** Who is at the till, and what store it is in. */
export interface Present {
  readonly settings: StoreSettings;
  readonly operatorId: string;
  readonly training: boolean;
}

/** What a till's day is made of. */
export interface DayPorts {
  readonly terminal: Terminal;
  readonly present: () => Present;
}

/** A report, and the moment it is true of. */
export interface ReportNow {
  readonly report: DayReport;
  readonly asOfMs: number;
}

/**
 * What a till does beside selling: each deed is a transaction in its journal, with a receipt number
 * and custody like a sale. Every answer comes from the till's own journal, so it needs no hub.
 */
export class TillDay {
  readonly #terminal: Terminal;
  readonly #present: () => Present;

  constructor({terminal, present}: DayPorts) {
    this.#terminal = terminal;
    this.#present = present;
  }

  /** Cash into the drawer or out of it. Asked for again under one id, it moves once. */
  moveCash(moved: {
    readonly movement: CashMovement;
    readonly amountMinor: number;
    readonly reason: string;
    readonly submissionId: string;
  }): Promise<Submission> {
    const {movement, amountMinor, reason, submissionId} = moved;
    const draft = makeCashMovement({movement, amountMinor}, this.#deed(reason));
    return this.#submit(draft, submissionId);
  }

  /** The drawer is opened without a sale. */
  noSale(opened: {readonly reason: string; readonly submissionId: string}): Promise<Submission> {
    return this.#submit(makeControl('noSale', this.#deed(opened.reason)), opened.submissionId);
  }

  /** Looks a receipt up, here and at the hub. */
  lookUp(receiptText: string): Promise<Lookup> {
    return findOriginal(this.#terminal, receiptText);
  }

  /** Takes goods back of a sale that was looked up, for cash. */
  giveBack(back: {
    readonly found: FoundOriginal;
    readonly picks: readonly ReturnPick[];
    readonly reason: string;
    readonly submissionId: string;
  }): Promise<Submission> {
    const {found, picks, reason, submissionId} = back;
    const {original, returned, key, receiptNumber, lookedUpAt} = found;
    const link = {key, receiptNumber};
    const from = {original, returned, link, lookedUpAt};
    return this.#submitReturn(makeReturn(from, {picks, deed: this.#deed(reason)}), submissionId);
  }

  /** Takes goods back of a sale that nobody can look up, at today's prices: somebody allows it. */
  giveBackUnseen(back: {
    readonly items: readonly BroughtItem[];
    readonly receiptNumber: string;
    readonly reason: string;
    readonly approverId: string;
    readonly submissionId: string;
  }): Promise<Submission> {
    const {items, receiptNumber, reason, approverId, submissionId} = back;
    const deed = this.#deed(reason);
    const original = supposedSale(items, deed);
    const link = {receiptNumber};
    const draft =
      original &&
      makeReturn(
        {...{original, link, approverId, lookedUpAt: 'none'}, returned: new Map()},
        {picks: allOf(original), deed},
      );
    return this.#submitReturn(draft, submissionId);
  }

  /** What these would come to today, for the screen; nothing is written down. */
  unseenCashMinor(items: readonly BroughtItem[]): number | undefined {
    const deed = this.#deed('');
    const original = supposedSale(items, deed);
    if (!original) return undefined;
    const {settings} = deed;
    const from = {original, returned: new Map()};
    return refundCashMinor(from, {picks: allOf(original), settings});
  }

  /** This till's business day up to now. That it was taken is in the journal too. */
  async report(): Promise<ReportNow> {
    const deed = this.#deed('');
    await this.#terminal.submit(makeControl('xReport', deed));
    const asOfMs = webClock.wallMs();
    const day = {businessDayDate: this.#today(deed), currencyCode: deed.settings.currency};
    const kept = await readBack(
      this.#terminal,
      ({transaction}) => transaction.businessDayDate < day.businessDayDate,
    );
    const report = dayReport(
      kept.map(({transaction}) => transaction),
      day,
    );
    return {report, asOfMs};
  }

  #today({settings, at}: Deed): BusinessDayDate {
    return businessDayDateOf({at, dayStartHour: settings.day_start_hour});
  }

  #submitReturn(draft: TransactionDraft | undefined, submissionId: string): Promise<Submission> {
    if (!draft) throw new Error('what is picked is left to return');
    return this.#submit(draft, submissionId);
  }

  #submit(draft: TransactionDraft, submissionId: string): Promise<Submission> {
    return this.#terminal.submit(draft, {submissionId});
  }

  #deed(reason: string): Deed {
    return {...this.#present(), at: zonedDateTime(webClock.wallMs()), reason};
  }
}
