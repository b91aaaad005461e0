import type {
  CountedAlarm,
  DayTotal,
  DecisionRecord,
  EnrolmentRecord,
  FleetBatch,
  FleetCounts,
  FleetMark,
  FleetStore,
  HeldEntry,
  HubRecord,
  JournalRecord,
  LedgerRecord,
  Page,
  SegmentRecord,
  StoredSegment,
  WaitingEntry,
} from '@holdfast/fleet';
import {assert} from '@holdfast/std';
import {type Database, readInteger} from '@holdfast/strict-libsql';
import {
  type GatewayIncarnation,
  type HubId,
  idBytes,
  type JournalId,
  type LedgerId,
} from '@holdfast/wire';
import * as entries from './entry-rows.ts';
import * as hubs from './hub-rows.ts';
import * as journals from './journal-rows.ts';
import * as ledgers from './ledger-rows.ts';
import type {PlaceMark} from './place-mark.ts';
import * as reports from './report-rows.ts';

const MARK = 'SELECT generation, last_segment_id, last_cursor FROM mark WHERE one = 1';
const SET_MARK = `
  UPDATE mark SET generation = :generation, last_segment_id = :lastSegmentId, last_cursor = :lastCursor
  WHERE one = 1 AND generation = :from`;
const ADD_INCARNATION = 'INSERT INTO incarnation (incarnation) VALUES (:incarnation)';

/**
 * The log is folded into the file when idle and larger than the first, or at once beyond the
 * second.
 */
const WAL_IDLE_BYTES = 1024 * 1024;
const WAL_MAX_BYTES = 64 * 1024 * 1024;
/** How many commits the place mark may lag behind while there is no idle moment. */
const MARK_EVERY_COMMITS = 256;

/**
 * The fleet's store in one libSQL file: each write is one synced transaction, and blocks this
 * thread until it is. Use it from one thread; nobody else may have the file open.
 */
export class LibsqlFleetStore implements FleetStore {
  readonly #database: Database;
  readonly #placeMark: PlaceMark;
  #incarnation: GatewayIncarnation;

  constructor(opened: {
    readonly database: Database;
    readonly placeMark: PlaceMark;
    readonly incarnation: GatewayIncarnation;
  }) {
    this.#database = opened.database;
    this.#placeMark = opened.placeMark;
    this.#incarnation = opened.incarnation;
  }

  get incarnation(): GatewayIncarnation {
    return this.#incarnation;
  }

  async commit(batch: FleetBatch): Promise<void> {
    const {from, to} = batch;
    const database = this.#database;
    database.write(() => {
      const moved = database.run(SET_MARK, {...to, from: from.generation});
      assert(moved.changes === 1, 'a store has one writer');
      ledgers.putLedgers(database, batch.ledgers);
      journals.putJournals(database, batch.journals);
      ledgers.changeSegments(database, batch);
      entries.changeWaiting(database, batch);
      entries.addHeld(database, batch.held);
      entries.addDecisions(database, batch.decisions);
      entries.setStandings(database, batch.standings);
      reports.raiseAlarms(database, batch.alarms);
    });
    if (database.walBytes() > WAL_MAX_BYTES) database.checkpoint('truncate');
    this.#placeMark.follow({generation: to.generation, atLeastEvery: MARK_EVERY_COMMITS});
  }

  async tend(): Promise<void> {
    if (this.#database.walBytes() > WAL_IDLE_BYTES) this.#database.checkpoint('truncate');
    this.#placeMark.follow({generation: this.#readMark().generation, atLeastEvery: 1});
  }

  async renewIncarnation(incarnation: GatewayIncarnation): Promise<void> {
    this.#database.write(() => {
      this.#database.run(ADD_INCARNATION, {incarnation: idBytes(incarnation)});
    });
    this.#incarnation = incarnation;
    this.#placeMark.write({incarnation, generation: this.#readMark().generation});
  }

  async close(): Promise<void> {
    if (this.#database.fault === undefined) {
      await this.tend();
      this.#database.checkpoint('truncate');
    }
    this.#database.close();
  }

  #readMark(): FleetMark {
    const row = this.#database.get(MARK);
    assert(row, 'a store has a mark');
    return {
      generation: readInteger(row, 'generation'),
      lastSegmentId: readInteger(row, 'last_segment_id'),
      lastCursor: readInteger(row, 'last_cursor'),
    };
  }

  async mark(): Promise<FleetMark> {
    return this.#readMark();
  }

  async addEnrolment(enrolment: EnrolmentRecord, openMax: number): Promise<'added' | 'tooMany'> {
    return hubs.addEnrolment(this.#database, enrolment, openMax);
  }

  async enrolHub(hub: HubRecord, enrolmentId: string): Promise<'enrolled' | 'taken'> {
    return hubs.enrolHub(this.#database, hub, enrolmentId);
  }

  async unusedEnrolments(retailStoreId: string): Promise<readonly EnrolmentRecord[]> {
    return hubs.unusedEnrolments(this.#database, retailStoreId);
  }

  async hub(hubId: HubId): Promise<HubRecord | undefined> {
    return hubs.findHub(this.#database, hubId);
  }

  async hubs(): Promise<readonly HubRecord[]> {
    return hubs.allHubs(this.#database);
  }

  async ledger(ledgerId: LedgerId): Promise<LedgerRecord | undefined> {
    return ledgers.findLedger(this.#database, ledgerId);
  }

  async ledgers(): Promise<readonly LedgerRecord[]> {
    return ledgers.allLedgers(this.#database);
  }

  async ledgersAhead(limit: number): Promise<readonly LedgerId[]> {
    return ledgers.ledgersAhead(this.#database, limit);
  }

  async segment(segmentId: number): Promise<StoredSegment | undefined> {
    return ledgers.findSegment(this.#database, segmentId);
  }

  async segmentCovering(ledgerId: LedgerId, position: number): Promise<SegmentRecord | undefined> {
    return ledgers.segmentCovering(this.#database, ledgerId, position);
  }

  async segmentsLying(
    ledgerId: LedgerId,
    lying: {readonly state: 'ahead' | 'evidence'; readonly limit: number},
  ): Promise<readonly SegmentRecord[]> {
    return ledgers.segmentsLying(this.#database, ledgerId, lying);
  }

  async journal(journalId: JournalId): Promise<JournalRecord | undefined> {
    return journals.findJournal(this.#database, journalId);
  }

  async journalsReady(limit: number): Promise<readonly JournalId[]> {
    return journals.journalsReady(this.#database, limit);
  }

  async journalsOfStore(retailStoreId: string, limit: number): Promise<readonly JournalRecord[]> {
    return journals.journalsOfStore(this.#database, retailStoreId, limit);
  }

  async waitingEntries(
    journalId: JournalId,
    range: {readonly fromSequence: number; readonly limit: number},
  ): Promise<readonly WaitingEntry[]> {
    return entries.waitingEntries(this.#database, journalId, range);
  }

  async heldEntry(journalId: JournalId, sequenceNumber: number): Promise<HeldEntry | undefined> {
    return entries.findHeld(this.#database, journalId, sequenceNumber);
  }

  async decisionsOn(
    journalId: JournalId,
    sequenceNumber: number,
  ): Promise<readonly DecisionRecord[]> {
    return entries.decisionsOn(this.#database, journalId, sequenceNumber);
  }

  async transactionsAfter(page: Page): Promise<readonly HeldEntry[]> {
    return entries.heldAfter(this.#database, page);
  }

  async decisionsAfter(page: Page): Promise<readonly DecisionRecord[]> {
    return entries.decisionsAfter(this.#database, page);
  }

  async transactionsOfDay(
    day: {readonly retailStoreId: string; readonly businessDayDate: string},
    page: Page,
  ): Promise<readonly HeldEntry[]> {
    return entries.heldOfDay(this.#database, day, page);
  }

  async transactionsOfWorkstation(
    workstation: {readonly retailStoreId: string; readonly workstationId: string},
    page: Page,
  ): Promise<readonly HeldEntry[]> {
    return entries.heldOfWorkstation(this.#database, workstation, page);
  }

  async segmentsBringing(journalId: JournalId, sequenceNumber: number): Promise<readonly number[]> {
    return ledgers.segmentsBringing(this.#database, journalId, sequenceNumber);
  }

  async journalsOfWorkstation(place: {
    readonly retailStoreId: string;
    readonly workstationId: string;
  }): Promise<readonly JournalRecord[]> {
    return journals.journalsOfWorkstation(this.#database, place);
  }

  async dayTotals(day: {
    readonly retailStoreId: string;
    readonly businessDayDate: string;
  }): Promise<readonly DayTotal[]> {
    return reports.dayTotals(this.#database, day);
  }

  async alarms(limit: number): Promise<readonly CountedAlarm[]> {
    return reports.latestAlarms(this.#database, limit);
  }

  async counts(): Promise<FleetCounts> {
    return reports.fleetCounts(this.#database);
  }
}
