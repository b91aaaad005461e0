import type {Bytes} from '@holdfast/std';
import type {GatewayIncarnation, HubId, JournalId, LedgerId} from '@holdfast/wire';
import type {DecisionRecord, HeldEntry, WaitingEntry} from './entry-record.ts';
import type {ErasureRecord} from './erasure-record.ts';
import type {FleetAlarm} from './fleet-alarm.ts';
import type {FleetBatch, FleetMark} from './fleet-batch.ts';
import type {EnrolmentRecord, HubRecord} from './hub-record.ts';
import type {JournalRecord} from './journal-record.ts';
import type {LedgerRecord} from './ledger-record.ts';
import type {SegmentRecord, StoredSegment} from './segment-record.ts';

/**
 * Head office's disk, as a port. One writer. Reads see every commit before them; each write
 * resolves after its own sync.
 *
 * Throws the `database/*` faults. `database/disk-full`: nothing of that write was kept, and the
 * store goes on. After any other fault of a write nothing more is promised, and whoever meets it
 * stops and opens the store again. The acceptance suite (`@holdfast/fleet/acceptance`) says the
 * rest.
 */
export interface FleetStore extends FleetDeciding, FleetReading {
  commit(batch: FleetBatch): Promise<void>;
  /**
   * Keeps the permission unless its store has `openMax` that are unused and unexpired. The store's
   * unused and expired ones go.
   */
  addEnrolment(enrolment: EnrolmentRecord, openMax: number): Promise<'added' | 'tooMany'>;
  /**
   * Registers the hub and marks its permission as used, in one. `taken` if either was used
   * meanwhile.
   */
  enrolHub(hub: HubRecord, enrolmentId: string): Promise<'enrolled' | 'taken'>;
  /**
   * Puts other bytes in the place of a segment's. When it resolves, no file of the store has a byte
   * of what stood there. Rejects with `database/in-use` where somebody else reads it.
   */
  rewriteSegment(segmentId: number, bytes: Bytes): Promise<void>;
  /** Nothing stored has the personal data of these any more. */
  erasuresDone(records: readonly ErasureRecord[]): Promise<void>;
  /** Gives the store another incarnation: what was signed before is no longer its word. */
  renewIncarnation(incarnation: GatewayIncarnation): Promise<void>;
  /** For idle moments: what can be put off. */
  tend(): Promise<void>;
  close(): Promise<void>;
}

/** What is read in order to decide about segments, hubs and journals. */
export interface FleetDeciding {
  readonly incarnation: GatewayIncarnation;
  mark(): Promise<FleetMark>;
  hub(hubId: HubId): Promise<HubRecord | undefined>;
  /** Whether expired or not. */
  unusedEnrolments(retailStoreId: string): Promise<readonly EnrolmentRecord[]>;
  ledger(ledgerId: LedgerId): Promise<LedgerRecord | undefined>;
  /** Ledgers with segments ahead whose gap may have closed. */
  ledgersAhead(limit: number): Promise<readonly LedgerId[]>;
  segment(segmentId: number): Promise<StoredSegment | undefined>;
  /** The joined segment that the ledger takes `position` from. */
  segmentCovering(ledgerId: LedgerId, position: number): Promise<SegmentRecord | undefined>;
  /** Segments of the ledger that are not part of its gapless stretch, by first position. */
  segmentsLying(
    ledgerId: LedgerId,
    lying: {readonly state: 'ahead' | 'evidence'; readonly limit: number},
  ): Promise<readonly SegmentRecord[]>;
  journal(journalId: JournalId): Promise<JournalRecord | undefined>;
  /** Journals with a key whose next entry waits already. */
  journalsReady(limit: number): Promise<readonly JournalId[]>;
  /** By sequence, from `fromSequence` on. */
  waitingEntries(
    journalId: JournalId,
    range: {readonly fromSequence: number; readonly limit: number},
  ): Promise<readonly WaitingEntry[]>;
  heldEntry(journalId: JournalId, sequenceNumber: number): Promise<HeldEntry | undefined>;
  /** Whether a store's hub has said that this entry's personal data is erased. */
  isErased(
    place: Pick<ErasureRecord, 'retailStoreId' | 'journalId' | 'sequenceNumber'>,
  ): Promise<boolean>;
  /** Oldest first: those whose data may still lie in a segment. */
  erasuresPending(limit: number): Promise<readonly ErasureRecord[]>;
  /** Every segment of a store's ledgers, however it lies, after this one, by its number. */
  segmentsOfStore(
    retailStoreId: string,
    page: {readonly after: number; readonly limit: number},
  ): Promise<readonly number[]>;
  /** In the order they were held. */
  decisionsOn(journalId: JournalId, sequenceNumber: number): Promise<readonly DecisionRecord[]>;
}

/** Where a page of transactions begins, and how long it is. */
export interface Page {
  /** The cursor of the last one already read; 0 for the first page. */
  readonly after: number;
  readonly limit: number;
}

/** What is read for people and for the ERP. Transactions come in the order of their cursors. */
export interface FleetReading {
  transactionsAfter(page: Page): Promise<readonly HeldEntry[]>;
  decisionsAfter(page: Page): Promise<readonly DecisionRecord[]>;
  transactionsOfDay(
    day: {readonly retailStoreId: string; readonly businessDayDate: string},
    page: Page,
  ): Promise<readonly HeldEntry[]>;
  transactionsOfWorkstation(
    workstation: {readonly retailStoreId: string; readonly workstationId: string},
    page: Page,
  ): Promise<readonly HeldEntry[]>;
  /** Segments that lie ahead and bring this entry, which is not held yet. */
  segmentsBringing(journalId: JournalId, sequenceNumber: number): Promise<readonly number[]>;
  dayTotals(day: {
    readonly retailStoreId: string;
    readonly businessDayDate: string;
  }): Promise<readonly DayTotal[]>;
  hubs(): Promise<readonly HubRecord[]>;
  ledgers(): Promise<readonly LedgerRecord[]>;
  journalsOfWorkstation(place: {
    readonly retailStoreId: string;
    readonly workstationId: string;
  }): Promise<readonly JournalRecord[]>;
  /** Of one store, the ones that last grew first. */
  journalsOfStore(retailStoreId: string, limit: number): Promise<readonly JournalRecord[]>;
  /** Newest first. */
  alarms(limit: number): Promise<readonly CountedAlarm[]>;
  counts(): Promise<FleetCounts>;
}

export interface CountedAlarm extends FleetAlarm {
  readonly count: number;
}

/** One workstation's business day in one currency. Exact, however large. */
export interface DayTotal {
  readonly workstationId: string;
  readonly currencyCode: string;
  readonly transactions: number;
  readonly salesAmountMinor: bigint;
  readonly taxAmountMinor: bigint;
  /** In no amount here. */
  readonly quarantined: number;
  readonly voided: number;
}

export interface FleetCounts {
  readonly transactions: number;
  readonly quarantined: number;
  readonly entriesWaiting: number;
  readonly segmentsAhead: number;
  readonly alarms: number;
}
