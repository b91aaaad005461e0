import type {LedgerId, TransactionKey} from '@holdfast/wire';

/** What to look for. Every condition given must hold; without any, the newest transactions. */
export interface TransactionQuery {
  /** As printed on the receipt: `W03-K7Q-000482`. */
  readonly receiptNumber?: string;
  readonly businessDayDate?: string;
  /** Business days from this one on, and up to that one. */
  readonly businessDayFrom?: string;
  readonly businessDayUpTo?: string;
  readonly workstationId?: string;
  /** Only what paid back more than it took, on this business day and later. */
  readonly returnsSince?: string;
  /** The grand amount, to the minor unit. */
  readonly amountMinor?: number;
  /** A line of it sold or took back this item. */
  readonly itemId?: string;
  /** It was paid with this, in whole or in part. */
  readonly tenderType?: string;
  /** Only what stands aside and is not decided, also where it cannot be read. */
  readonly quarantined?: true;
  /** Only what stands before this place: where the page before ended. */
  readonly before?: {readonly ledgerId: LedgerId; readonly position: number};
  /** 1 to {@link SEARCH_LIMIT_MAX}. */
  readonly limit: number;
}

export const SEARCH_LIMIT_MAX = 500;

/**
 * Where a found transaction stands and what the index knows of it; the entry itself is in the
 * ledger.
 */
export interface FoundTransaction {
  readonly ledgerId: LedgerId;
  readonly position: number;
  readonly key: TransactionKey;
  readonly kindCode: number;
  readonly receiptNumber: string;
  readonly quarantined: boolean;
  /** It stood aside, and was decided to be in no total. */
  readonly voided: boolean;
  /** Absent where the body could not be read as a transaction. */
  readonly businessDayDate: string | undefined;
  /** Absent for what has no amount: sign-ons, reports. */
  readonly amountMinor: number | undefined;
  readonly currencyCode: string | undefined;
}

/**
 * A part of one business day, in one currency: the sales of one hour of the tills' clocks, or what
 * was taken by one tender, less change. Training and quarantine are left out.
 */
export interface DayPart {
  readonly part:
    | {readonly kind: 'hour'; readonly hour: number}
    | {readonly kind: 'tender'; readonly tenderType: string};
  readonly currencyCode: string;
  readonly transactions: number;
  readonly amountMinor: number;
}

/** One workstation's business of one day, in one currency. Training and quarantine are left out. */
export interface DayTotal {
  readonly businessDayDate: string;
  readonly workstationId: string;
  readonly currencyCode: string;
  readonly transactions: number;
  readonly amountMinor: number;
}
