import {assert, type Bytes, toHex} from '@holdfast/std';
import type {GatewayIncarnation, HubId, JournalId, LedgerId} from '@holdfast/wire';
import type {DecisionRecord, HeldEntry, WaitingEntry} from '../entry-record.ts';
import type {ErasureRecord} from '../erasure-record.ts';
import type {EntryName, FleetBatch, FleetMark, LaneAhead} from '../fleet-batch.ts';
import type {CountedAlarm, DayTotal, FleetCounts, FleetStore, Page} from '../fleet-store.ts';
import type {EnrolmentRecord, HubRecord} from '../hub-record.ts';
import type {JournalRecord} from '../journal-record.ts';
import type {LedgerRecord} from '../ledger-record.ts';
import type {SegmentRecord, StoredSegment} from '../segment-record.ts';

const placeOf = (journalId: JournalId, sequenceNumber: number) => `${journalId}/${sequenceNumber}`;
const nameOf = ({journalId, sequenceNumber, entryHash}: EntryName) =>
  `${placeOf(journalId, sequenceNumber)}/${toHex(entryHash)}`;

/** A store without a disk, for tests and simulations: the same promises, except durability. */
export class MemoryFleetStore implements FleetStore {
  incarnation: GatewayIncarnation;
  #mark: FleetMark = {generation: 0, lastSegmentId: 0, lastCursor: 0};
  readonly #hubs = new Map<HubId, HubRecord>();
  readonly #enrolments = new Map<string, EnrolmentRecord>();
  readonly #segments = new Map<number, StoredSegment>();
  #lanesAhead: readonly LaneAhead[] = [];
  readonly #ledgers = new Map<LedgerId, LedgerRecord>();
  readonly #journals = new Map<JournalId, JournalRecord>();
  readonly #waiting = new Map<string, WaitingEntry>();
  readonly #held = new Map<string, HeldEntry>();
  readonly #decisions: DecisionRecord[] = [];
  readonly #alarms = new Map<string, CountedAlarm>();
  readonly #erasures = new Map<string, ErasureRecord & {readonly done: boolean}>();

  constructor(incarnation: GatewayIncarnation) {
    this.incarnation = incarnation;
  }

  async commit(batch: FleetBatch): Promise<void> {
    assert(batch.from.generation === this.#mark.generation, 'a store has one writer');
    assert(batch.to.generation === batch.from.generation + 1, 'a commit is one step');
    for (const segment of batch.segments) this.#segments.set(segment.segmentId, segment);
    for (const change of batch.segmentStates) {
      const segment = this.#segments.get(change.segmentId);
      assert(segment, 'only a stored segment changes its state');
      this.#segments.set(change.segmentId, {...segment, ...change});
    }
    for (const segmentId of batch.segmentsDropped) this.#segments.delete(segmentId);
    this.#lanesAhead = [...this.#lanesAhead, ...batch.lanesAhead].filter(
      ({segmentId}) => this.#segments.get(segmentId)?.state === 'ahead',
    );
    this.#erase(batch.erasures);
    for (const ledger of batch.ledgers) this.#ledgers.set(ledger.ledgerId, ledger);
    for (const journal of batch.journals) this.#journals.set(journal.journalId, journal);
    this.#applyEntries(batch);
    for (const alarm of batch.alarms) {
      const known = this.#alarms.get(alarm.alarmId);
      const counted = known ? {...known, count: known.count + 1} : {...alarm, count: 1};
      this.#alarms.set(alarm.alarmId, counted);
    }
    this.#mark = batch.to;
  }

  #erase(erasures: readonly ErasureRecord[]): void {
    for (const erasure of erasures) {
      const place = placeOf(erasure.journalId, erasure.sequenceNumber);
      if (!this.#erasures.has(place)) this.#erasures.set(place, {...erasure, done: false});
    }
  }

  async isErased(place: Parameters<FleetStore['isErased']>[0]): Promise<boolean> {
    const known = this.#erasures.get(placeOf(place.journalId, place.sequenceNumber));
    return known?.retailStoreId === place.retailStoreId;
  }

  async erasuresPending(limit: number): Promise<readonly ErasureRecord[]> {
    return [...this.#erasures.values()].filter(({done}) => !done).slice(0, limit);
  }

  async erasuresDone(records: readonly ErasureRecord[]): Promise<void> {
    for (const {journalId, sequenceNumber} of records) {
      const place = placeOf(journalId, sequenceNumber);
      const known = this.#erasures.get(place);
      if (known) this.#erasures.set(place, {...known, done: true});
    }
  }

  async segmentsOfStore(
    retailStoreId: string,
    page: {readonly after: number; readonly limit: number},
  ): Promise<readonly number[]> {
    return [...this.#segments.values()]
      .filter(({ledgerId}) => this.#ledgers.get(ledgerId)?.retailStoreId === retailStoreId)
      .map(({segmentId}) => segmentId)
      .filter(segmentId => segmentId > page.after)
      .sort((a, b) => a - b)
      .slice(0, page.limit);
  }

  async rewriteSegment(segmentId: number, bytes: Bytes): Promise<void> {
    const segment = this.#segments.get(segmentId);
    if (segment) this.#segments.set(segmentId, {...segment, bytes});
  }

  #applyEntries(batch: FleetBatch): void {
    for (const gone of batch.waitingGone) this.#waiting.delete(nameOf(gone));
    for (const entry of batch.waiting) this.#waiting.set(nameOf(entry), entry);
    for (const entry of batch.held) {
      const place = placeOf(entry.journalId, entry.sequenceNumber);
      assert(!this.#held.has(place), 'an entry becomes held once');
      this.#held.set(place, entry);
    }
    this.#decisions.push(...batch.decisions);
    for (const {journalId, sequenceNumber, standing} of batch.standings) {
      const place = placeOf(journalId, sequenceNumber);
      const entry = this.#held.get(place);
      assert(entry, 'only a held entry is decided');
      this.#held.set(place, {...entry, standing});
    }
  }

  async addEnrolment(enrolment: EnrolmentRecord, openMax: number): Promise<'added' | 'tooMany'> {
    for (const known of await this.unusedEnrolments(enrolment.retailStoreId)) {
      if (known.expiresAtMs > enrolment.createdAtMs) continue;
      this.#enrolments.delete(known.enrolmentId);
    }
    if ((await this.unusedEnrolments(enrolment.retailStoreId)).length >= openMax) return 'tooMany';
    this.#enrolments.set(enrolment.enrolmentId, enrolment);
    return 'added';
  }

  async enrolHub(hub: HubRecord, enrolmentId: string): Promise<'enrolled' | 'taken'> {
    const enrolment = this.#enrolments.get(enrolmentId);
    if (!enrolment || enrolment.usedBy || this.#hubs.has(hub.hubId)) return 'taken';
    this.#enrolments.set(enrolmentId, {...enrolment, usedBy: hub.hubId});
    this.#hubs.set(hub.hubId, hub);
    return 'enrolled';
  }

  async renewIncarnation(incarnation: GatewayIncarnation): Promise<void> {
    this.incarnation = incarnation;
  }

  async tend(): Promise<void> {}

  async close(): Promise<void> {}

  async mark(): Promise<FleetMark> {
    return this.#mark;
  }

  async hub(hubId: HubId): Promise<HubRecord | undefined> {
    return this.#hubs.get(hubId);
  }

  async unusedEnrolments(retailStoreId: string): Promise<readonly EnrolmentRecord[]> {
    return [...this.#enrolments.values()].filter(
      enrolment => enrolment.retailStoreId === retailStoreId && !enrolment.usedBy,
    );
  }

  async ledger(ledgerId: LedgerId): Promise<LedgerRecord | undefined> {
    return this.#ledgers.get(ledgerId);
  }

  async ledgersAhead(limit: number): Promise<readonly LedgerId[]> {
    return [...this.#ledgers.values()]
      .filter(({segmentsAhead}) => segmentsAhead > 0)
      .map(({ledgerId}) => ledgerId)
      .slice(0, limit);
  }

  async segment(segmentId: number): Promise<StoredSegment | undefined> {
    return this.#segments.get(segmentId);
  }

  async segmentCovering(ledgerId: LedgerId, position: number): Promise<SegmentRecord | undefined> {
    return [...this.#segments.values()].find(
      segment =>
        segment.ledgerId === ledgerId &&
        segment.state === 'joined' &&
        segment.joinedFrom <= position &&
        position <= segment.last,
    );
  }

  async segmentsLying(
    ledgerId: LedgerId,
    lying: {readonly state: 'ahead' | 'evidence'; readonly limit: number},
  ): Promise<readonly SegmentRecord[]> {
    return [...this.#segments.values()]
      .filter(segment => segment.ledgerId === ledgerId && segment.state === lying.state)
      .sort((a, b) => a.first - b.first || a.segmentId - b.segmentId)
      .slice(0, lying.limit);
  }

  async journal(journalId: JournalId): Promise<JournalRecord | undefined> {
    return this.#journals.get(journalId);
  }

  async journalsReady(limit: number): Promise<readonly JournalId[]> {
    return [...this.#journals.values()]
      .filter(
        ({publicKey, firstWaiting, heldSequence}) => publicKey && firstWaiting === heldSequence + 1,
      )
      .map(({journalId}) => journalId)
      .slice(0, limit);
  }

  async waitingEntries(
    journalId: JournalId,
    range: {readonly fromSequence: number; readonly limit: number},
  ): Promise<readonly WaitingEntry[]> {
    return [...this.#waiting.values()]
      .filter(entry => entry.journalId === journalId && entry.sequenceNumber >= range.fromSequence)
      .sort((a, b) => a.sequenceNumber - b.sequenceNumber)
      .slice(0, range.limit);
  }

  async heldEntry(journalId: JournalId, sequenceNumber: number): Promise<HeldEntry | undefined> {
    return this.#held.get(placeOf(journalId, sequenceNumber));
  }

  async decisionsOn(journalId: JournalId, sequenceNumber: number): Promise<DecisionRecord[]> {
    return this.#decisions.filter(
      decision => decision.journalId === journalId && decision.sequenceNumber === sequenceNumber,
    );
  }

  #transactions(page: Page, fits: (entry: HeldEntry) => boolean): HeldEntry[] {
    return [...this.#held.values()]
      .filter(entry => (entry.cursor ?? 0) > page.after && fits(entry))
      .sort((a, b) => (a.cursor ?? 0) - (b.cursor ?? 0))
      .slice(0, page.limit);
  }

  async transactionsAfter(page: Page): Promise<readonly HeldEntry[]> {
    return this.#transactions(page, () => true);
  }

  async decisionsAfter(page: Page): Promise<readonly DecisionRecord[]> {
    return this.#decisions.filter(({cursor}) => cursor > page.after).slice(0, page.limit);
  }

  async transactionsOfDay(
    day: {readonly retailStoreId: string; readonly businessDayDate: string},
    page: Page,
  ): Promise<readonly HeldEntry[]> {
    return this.#transactions(page, entry => isOfDay(entry, day));
  }

  async transactionsOfWorkstation(
    workstation: {readonly retailStoreId: string; readonly workstationId: string},
    page: Page,
  ): Promise<readonly HeldEntry[]> {
    return this.#transactions(
      page,
      entry =>
        entry.retailStoreId === workstation.retailStoreId &&
        entry.workstationId === workstation.workstationId,
    );
  }

  async segmentsBringing(journalId: JournalId, sequenceNumber: number): Promise<number[]> {
    return this.#lanesAhead
      .filter(lane => lane.journalId === journalId)
      .filter(lane => lane.firstSequence <= sequenceNumber && sequenceNumber <= lane.lastSequence)
      .map(({segmentId}) => segmentId);
  }

  async dayTotals(day: {
    readonly retailStoreId: string;
    readonly businessDayDate: string;
  }): Promise<readonly DayTotal[]> {
    const totals = new Map<string, DayTotal>();
    for (const {workstationId, standing, description} of await this.transactionsOfDay(
      day,
      EVERYTHING,
    )) {
      if (!description?.sales) continue;
      const {currencyCode, salesAmountMinor, taxAmountMinor} = description.sales;
      const name = `${workstationId}/${currencyCode}`;
      const sum = totals.get(name) ?? {workstationId, currencyCode, ...NO_TOTAL};
      const counts = standing === 'accepted' ? 1 : 0;
      totals.set(name, {
        ...sum,
        transactions: sum.transactions + counts,
        salesAmountMinor: sum.salesAmountMinor + BigInt(salesAmountMinor * counts),
        taxAmountMinor: sum.taxAmountMinor + BigInt(taxAmountMinor * counts),
        quarantined: sum.quarantined + (standing === 'quarantined' ? 1 : 0),
        voided: sum.voided + (standing === 'voided' ? 1 : 0),
      });
    }
    return [...totals.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, total]) => total);
  }

  async hubs(): Promise<readonly HubRecord[]> {
    return [...this.#hubs.values()];
  }

  async ledgers(): Promise<readonly LedgerRecord[]> {
    return [...this.#ledgers.values()];
  }

  async journalsOfWorkstation(place: {
    readonly retailStoreId: string;
    readonly workstationId: string;
  }): Promise<readonly JournalRecord[]> {
    return [...this.#journals.values()].filter(
      ({retailStoreId, workstationId}) =>
        retailStoreId === place.retailStoreId && workstationId === place.workstationId,
    );
  }

  async journalsOfStore(retailStoreId: string, limit: number): Promise<readonly JournalRecord[]> {
    return [...this.#journals.values()]
      .filter(journal => journal.retailStoreId === retailStoreId)
      .sort((a, b) => b.heldAtMs - a.heldAtMs)
      .slice(0, limit);
  }

  async alarms(limit: number): Promise<readonly CountedAlarm[]> {
    return [...this.#alarms.values()].reverse().slice(0, limit);
  }

  async counts(): Promise<FleetCounts> {
    const transactions = this.#transactions(EVERYTHING, () => true);
    return {
      transactions: transactions.length,
      quarantined: transactions.filter(({standing}) => standing === 'quarantined').length,
      entriesWaiting: this.#waiting.size,
      segmentsAhead: [...this.#segments.values()].filter(({state}) => state === 'ahead').length,
      alarms: this.#alarms.size,
    };
  }
}

const EVERYTHING: Page = {after: 0, limit: Number.MAX_SAFE_INTEGER};
const NO_TOTAL = {
  transactions: 0,
  salesAmountMinor: 0n,
  taxAmountMinor: 0n,
  quarantined: 0,
  voided: 0,
};

function isOfDay(
  {retailStoreId, description}: HeldEntry,
  day: {readonly retailStoreId: string; readonly businessDayDate: string},
): boolean {
  return (
    retailStoreId === day.retailStoreId && description?.businessDayDate === day.businessDayDate
  );
}
