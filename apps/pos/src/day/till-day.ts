import type {StoreSettings} from '@holdfast/catalogue';
import {type BusinessDayDate, businessDayDateOf, type TransactionDraft} from '@holdfast/domain';
import {webClock} from '@holdfast/platform-web';
import type {Submission, Terminal} from '@holdfast/terminal-sdk';
import {zonedDateTime} from '../sale/make-transaction.ts';
import {type CashMovement, type Deed, makeCashMovement, makeControl} from './cash-movement.ts';
import {type DayReport, dayReport} from './day-report.ts';
import {readBack} from './read-back.ts';

/** Who is at the till, and what store it is in. */
export interface Present {
  readonly settings: StoreSettings;
  readonly operatorId: string;
  readonly training: boolean;
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

  constructor(terminal: Terminal, present: () => Present) {
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

  #submit(draft: TransactionDraft, submissionId: string): Promise<Submission> {
    return this.#terminal.submit(draft, {submissionId});
  }

  #deed(reason: string): Deed {
    return {...this.#present(), at: zonedDateTime(webClock.wallMs()), reason};
  }
}
