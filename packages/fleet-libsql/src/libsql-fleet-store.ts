import type {
  CountedAlarm,
  DayTotal,
  DecisionRecord,
  EnrolmentRecord,
  ErasureRecord,
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
import {assert, type Bytes, isFault} from '@holdfast/std';
import {type Database, readInteger} from '@holdfast/strict-libsql';
import {
  type GatewayIncarnation,
  type HubId,
  idBytes,
  type JournalId,
  type LedgerId,
} from '@holdfast/wire';
import * as entries from './entry-rows.ts';
import * as erasures from './erasure-rows.ts';
import type {FleetFile} from './fleet-file.ts';
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

/** The log is folded into the file when idle beyond the first, or at once beyond the second. */
const LOG_IDLE_BYTES = 1024 * 1024;
const LOG_MAX_BYTES = 16 * 1024 * 1024;
/** How many commits the place mark may lag behind while there is no idle moment. */
const MARK_EVERY_COMMITS = 256;

/**
 * The fleet's store in one libSQL file: each write is one synced transaction, and blocks this
 * thread until it is. Use it from one thread; nobody else may have the file open.
 */
export class LibsqlFleetStore implements FleetStore {
  readonly #file: FleetFile;
  readonly #placeMark: PlaceMark;
  #incarnation: GatewayIncarnation;

  constructor(opened: {
    readonly file: FleetFile;
    readonly placeMark: PlaceMark;
    readonly incarnation: GatewayIncarnation;
  }) {
    this.#file = opened.file;
    this.#placeMark = opened.placeMark;
    this.#incarnation = opened.incarnation;
  }

  get incarnation(): GatewayIncarnation {
    return this.#incarnation;
  }

  async commit(batch: FleetBatch): Promise<void> {
    const {from, to} = batch;
    this.#file.assertRoom();
    this.#file.write(database => {
      const moved = database.run(SET_MARK, {...to, from: from.generation});
      assert(moved.changes === 1, 'a store has one writer');
      ledgers.putLedgers(database, batch.ledgers);
      journals.putJournals(database, batch.journals);
      ledgers.changeSegments({database, seal: this.#file.seal}, batch);
      entries.changeWaiting(database, batch);
      entries.addHeld(database, batch.held);
      entries.addDecisions(database, batch.decisions);
      entries.setStandings(database, batch.standings);
      erasures.addErasures(database, batch.erasures);
      reports.raiseAlarms(database, batch.alarms);
    });
    this.#file.foldLog(LOG_MAX_BYTES);
    this.#placeMark.follow({generation: to.generation, atLeastEvery: MARK_EVERY_COMMITS});
  }

  async tend(): Promise<void> {
    this.#file.foldLog(LOG_IDLE_BYTES);
    const {generation} = this.#file.read(readMark);
    this.#placeMark.follow({generation, atLeastEvery: 1});
  }

  async renewIncarnation(incarnation: GatewayIncarnation): Promise<void> {
    this.#file.write(database => {
      database.run(ADD_INCARNATION, {incarnation: idBytes(incarnation)});
    });
    this.#incarnation = incarnation;
    this.#placeMark.write({incarnation, generation: this.#file.read(readMark).generation});
  }

  /** Also after a fault, of which nothing is said here again. */
  async close(): Promise<void> {
    try {
      await this.tend();
    } catch (error) {
      if (!isFault(error)) throw error; // the log keeps it: the next opening takes it from there
    }
    this.#file.close();
  }

  async isErased(place: Parameters<FleetStore['isErased']>[0]): Promise<boolean> {
    return this.#file.read(database => erasures.isErased(database, place));
  }

  async erasuresPending(limit: number): Promise<readonly ErasureRecord[]> {
    return this.#file.read(database => erasures.erasuresPending(database, limit));
  }

  async erasuresDone(records: readonly ErasureRecord[]): Promise<void> {
    this.#file.write(database => erasures.erasuresDone(database, records));
  }

  async segmentsOfStore(
    retailStoreId: string,
    page: {readonly after: number; readonly limit: number},
  ): Promise<readonly number[]> {
    return this.#file.read(database => ledgers.segmentsOfStore(database, retailStoreId, page));
  }

  async rewriteSegment(segmentId: number, bytes: Bytes): Promise<void> {
    const {seal} = this.#file;
    this.#file.erase(database =>
      ledgers.rewriteSegment({database, seal}, {segmentId, bytes: new Uint8Array(bytes)}),
    );
  }

  async mark(): Promise<FleetMark> {
    return this.#file.read(readMark);
  }

  async addEnrolment(enrolment: EnrolmentRecord, openMax: number): Promise<'added' | 'tooMany'> {
    return this.#file.write(database => hubs.addEnrolment(database, enrolment, openMax));
  }

  async enrolHub(hub: HubRecord, enrolmentId: string): Promise<'enrolled' | 'taken'> {
    return this.#file.write(database => hubs.enrolHub(database, hub, enrolmentId));
  }

  async unusedEnrolments(retailStoreId: string): Promise<readonly EnrolmentRecord[]> {
    return this.#file.read(database => hubs.unusedEnrolments(database, retailStoreId));
  }

  async hub(hubId: HubId): Promise<HubRecord | undefined> {
    return this.#file.read(database => hubs.findHub(database, hubId));
  }

  async hubs(): Promise<readonly HubRecord[]> {
    return this.#file.read(hubs.allHubs);
  }

  async ledger(ledgerId: LedgerId): Promise<LedgerRecord | undefined> {
    return this.#file.read(database => ledgers.findLedger(database, ledgerId));
  }

  async ledgers(): Promise<readonly LedgerRecord[]> {
    return this.#file.read(ledgers.allLedgers);
  }

  async ledgersAhead(limit: number): Promise<readonly LedgerId[]> {
    return this.#file.read(database => ledgers.ledgersAhead(database, limit));
  }

  async segment(segmentId: number): Promise<StoredSegment | undefined> {
    const {seal} = this.#file;
    return this.#file.read(database => ledgers.findSegment({database, seal}, segmentId));
  }

  async segmentCovering(ledgerId: LedgerId, position: number): Promise<SegmentRecord | undefined> {
    return this.#file.read(database => ledgers.segmentCovering(database, ledgerId, position));
  }

  async segmentsLying(
    ledgerId: LedgerId,
    lying: {readonly state: 'ahead' | 'evidence'; readonly limit: number},
  ): Promise<readonly SegmentRecord[]> {
    return this.#file.read(database => ledgers.segmentsLying(database, ledgerId, lying));
  }

  async journal(journalId: JournalId): Promise<JournalRecord | undefined> {
    return this.#file.read(database => journals.findJournal(database, journalId));
  }

  async journalsReady(limit: number): Promise<readonly JournalId[]> {
    return this.#file.read(database => journals.journalsReady(database, limit));
  }

  async journalsOfStore(retailStoreId: string, limit: number): Promise<readonly JournalRecord[]> {
    return this.#file.read(database => journals.journalsOfStore(database, retailStoreId, limit));
  }

  async waitingEntries(
    journalId: JournalId,
    range: {readonly fromSequence: number; readonly limit: number},
  ): Promise<readonly WaitingEntry[]> {
    return this.#file.read(database => entries.waitingEntries(database, journalId, range));
  }

  async heldEntry(journalId: JournalId, sequenceNumber: number): Promise<HeldEntry | undefined> {
    return this.#file.read(database => entries.findHeld(database, journalId, sequenceNumber));
  }

  async decisionsOn(
    journalId: JournalId,
    sequenceNumber: number,
  ): Promise<readonly DecisionRecord[]> {
    return this.#file.read(database => entries.decisionsOn(database, journalId, sequenceNumber));
  }

  async transactionsAfter(page: Page): Promise<readonly HeldEntry[]> {
    return this.#file.read(database => entries.heldAfter(database, page));
  }

  async decisionsAfter(page: Page): Promise<readonly DecisionRecord[]> {
    return this.#file.read(database => entries.decisionsAfter(database, page));
  }

  async transactionsOfDay(
    day: {readonly retailStoreId: string; readonly businessDayDate: string},
    page: Page,
  ): Promise<readonly HeldEntry[]> {
    return this.#file.read(database => entries.heldOfDay(database, day, page));
  }

  async transactionsOfWorkstation(
    workstation: {readonly retailStoreId: string; readonly workstationId: string},
    page: Page,
  ): Promise<readonly HeldEntry[]> {
    return this.#file.read(database => entries.heldOfWorkstation(database, workstation, page));
  }

  async segmentsBringing(journalId: JournalId, sequenceNumber: number): Promise<readonly number[]> {
    return this.#file.read(database =>
      ledgers.segmentsBringing(database, journalId, sequenceNumber),
    );
  }

  async journalsOfWorkstation(place: {
    readonly retailStoreId: string;
    readonly workstationId: string;
  }): Promise<readonly JournalRecord[]> {
    return this.#file.read(database => journals.journalsOfWorkstation(database, place));
  }

  async dayTotals(day: {
    readonly retailStoreId: string;
    readonly businessDayDate: string;
  }): Promise<readonly DayTotal[]> {
    return this.#file.read(database => reports.dayTotals(database, day));
  }

  async alarms(limit: number): Promise<readonly CountedAlarm[]> {
    return this.#file.read(database => reports.latestAlarms(database, limit));
  }

  async counts(): Promise<FleetCounts> {
    return this.#file.read(reports.fleetCounts);
  }
}

function readMark(database: Database): FleetMark {
  const row = database.get(MARK);
  assert(row, 'a store has a mark');
  return {
    generation: readInteger(row, 'generation'),
    lastSegmentId: readInteger(row, 'last_segment_id'),
    lastCursor: readInteger(row, 'last_cursor'),
  };
}
