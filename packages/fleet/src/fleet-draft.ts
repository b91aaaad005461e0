import {assert} from '@holdfast/std';
import type {JournalId, LedgerEntry, LedgerId} from '@holdfast/wire';
import type {DecisionRecord, EntryPlace, HeldEntry, Standing} from './entry-record.ts';
import type {ErasureRecord} from './erasure-record.ts';
import type {FleetAlarm} from './fleet-alarm.ts';
import type {FleetBatch, FleetMark, LaneAhead} from './fleet-batch.ts';
import type {FleetDeciding} from './fleet-store.ts';
import type {HubRecord} from './hub-record.ts';
import type {JournalRecord} from './journal-record.ts';
import {type LedgerRecord, newLedger} from './ledger-record.ts';
import {FLEET_LIMITS} from './limits.ts';
import type {SegmentRecord, SegmentState, StoredSegment} from './segment-record.ts';
import {type SegmentShelf, type UnpackedSegment, unpackedSegment} from './segment-shelf.ts';
import type {VerifiedSegment} from './verify-segment.ts';
import {WaitingRoom} from './waiting-room.ts';

/**
 * One commit in the making: what the store says, overlaid with what was decided since. Segments of
 * one group see what those before them did. Nothing is durable before {@link FleetDraft.batch} is
 * committed, and a draft whose commit failed is thrown away.
 */
export class FleetDraft {
  readonly waiting: WaitingRoom;
  readonly #store: FleetDeciding;
  readonly #shelf: SegmentShelf;
  readonly #from: FleetMark;
  #lastSegmentId: number;
  #lastCursor: number;
  readonly #ledgers = new Map<LedgerId, LedgerRecord>();
  readonly #journals = new Map<JournalId, JournalRecord>();
  /** Journals as the store has them: asked once, however many lines they have. */
  readonly #read = new Map<JournalId, Promise<JournalRecord | undefined>>();
  readonly #segments = new Map<number, StoredSegment>();
  readonly #joined: SegmentRecord[] = [];
  readonly #unpacked = new Map<number, UnpackedSegment>();
  readonly #states = new Map<number, FleetBatch['segmentStates'][number]>();
  readonly #lying = new Map<string, SegmentRecord[]>();
  readonly #dropped = new Set<number>();
  readonly #held = new Map<string, HeldEntry>();
  readonly #decisions: DecisionRecord[] = [];
  readonly #standings: FleetBatch['standings'][number][] = [];
  readonly #erasures: ErasureRecord[] = [];
  readonly #alarms: FleetAlarm[] = [];

  private constructor(store: FleetDeciding, shelf: SegmentShelf, from: FleetMark) {
    this.#store = store;
    this.#shelf = shelf;
    this.#from = from;
    this.#lastSegmentId = from.lastSegmentId;
    this.#lastCursor = from.lastCursor;
    this.waiting = new WaitingRoom(store);
  }

  static async begin(store: FleetDeciding, shelf: SegmentShelf): Promise<FleetDraft> {
    return new FleetDraft(store, shelf, await store.mark());
  }

  /** The ledger as it stands in this draft; made when its hub speaks of it for the first time. */
  async ledger(ledgerId: LedgerId, hub: HubRecord): Promise<LedgerRecord> {
    const known = this.#ledgers.get(ledgerId) ?? (await this.#store.ledger(ledgerId));
    return known ?? newLedger(ledgerId, hub);
  }

  async storeOf(ledgerId: LedgerId): Promise<string> {
    const ledger = this.#ledgers.get(ledgerId) ?? (await this.#store.ledger(ledgerId));
    assert(ledger, 'a place names a ledger that is stored');
    return ledger.retailStoreId;
  }

  setLedger(ledger: LedgerRecord): void {
    this.#ledgers.set(ledger.ledgerId, ledger);
  }

  async journal(journalId: JournalId): Promise<JournalRecord | undefined> {
    const decided = this.#journals.get(journalId);
    if (decided) return decided;
    const known = this.#read.get(journalId) ?? this.#store.journal(journalId);
    this.#read.set(journalId, known);
    return known;
  }

  /** Marks the journal as one that may have moved, too. */
  setJournal(journal: JournalRecord): void {
    this.#journals.set(journal.journalId, journal);
  }

  get journalsTouched(): readonly JournalId[] {
    return [...this.#journals.keys()];
  }

  /** Takes a verified segment in, to lie where `state` says, and gives it its number. */
  async addSegment(
    verified: VerifiedSegment,
    lying: Pick<SegmentRecord, 'state' | 'joinedFrom' | 'receivedAtMs'>,
  ): Promise<SegmentRecord> {
    const {envelope, bytes, entries} = verified;
    this.#lastSegmentId += 1;
    const {ledgerId, first, last, headBefore, headAfter} = envelope;
    const heads = {headBefore, headAfter};
    const range = {segmentId: this.#lastSegmentId, ledgerId, first, last};
    const segment = {...range, ...heads, ...lying, byteCount: bytes.length, bytes};
    if (lying.state === 'joined') this.#joined.push(segment);
    else (await this.segmentsLying(ledgerId, lying.state)).push(segment);
    this.#segments.set(segment.segmentId, segment);
    this.#unpacked.set(segment.segmentId, unpackedSegment(first, entries));
    return segment;
  }

  /** Changes how a segment that lay ahead lies from now on; `dropped` forgets it. */
  async moveSegment(
    segment: SegmentRecord,
    to: Pick<SegmentRecord, 'state' | 'joinedFrom'> | 'dropped',
  ): Promise<void> {
    const {segmentId, ledgerId} = segment;
    assert(segment.state !== 'joined', 'what is part of the gapless stretch stays so');
    const before = await this.segmentsLying(ledgerId, segment.state);
    const at = before.findIndex(other => other.segmentId === segmentId);
    assert(at >= 0, 'a segment is moved from where it lies');
    before.splice(at, 1);
    const staged = this.#segments.get(segmentId);
    if (to === 'dropped') {
      if (!this.#segments.delete(segmentId)) this.#dropped.add(segmentId);
      return;
    }
    if (staged) this.#segments.set(segmentId, {...staged, ...to});
    else this.#states.set(segmentId, {segmentId, ...to});
    if (to.state === 'joined') this.#joined.push({...segment, ...to});
    else (await this.segmentsLying(ledgerId, to.state)).push({...segment, ...to});
  }

  /**
   * The draft's own list: what is not part of the gapless stretch, in no order worth relying on.
   */
  async segmentsLying(
    ledgerId: LedgerId,
    state: Exclude<SegmentState, 'joined'>,
  ): Promise<SegmentRecord[]> {
    const name = `${state}/${ledgerId}`;
    const known = this.#lying.get(name);
    if (known) return known;
    const limit = FLEET_LIMITS.segmentsAheadMax;
    const segments = [...(await this.#store.segmentsLying(ledgerId, {state, limit}))];
    this.#lying.set(name, segments);
    return segments;
  }

  async segmentCovering(ledgerId: LedgerId, position: number): Promise<SegmentRecord | undefined> {
    const staged = this.#joined.find(
      segment =>
        segment.ledgerId === ledgerId && segment.joinedFrom <= position && position <= segment.last,
    );
    return staged ?? this.#store.segmentCovering(ledgerId, position);
  }

  async entriesOf(segmentId: number): Promise<readonly LedgerEntry[]> {
    return (await this.#unpackedOf(segmentId)).entries;
  }

  async entryAt(place: EntryPlace): Promise<LedgerEntry> {
    const {first, entries} = await this.#unpackedOf(place.segmentId);
    const entry = entries[place.position - first];
    assert(entry, 'a place names a line of its segment');
    return entry;
  }

  async #unpackedOf(segmentId: number): Promise<UnpackedSegment> {
    return this.#unpacked.get(segmentId) ?? this.#shelf.unpacked(segmentId);
  }

  async heldEntry(journalId: JournalId, sequenceNumber: number): Promise<HeldEntry | undefined> {
    return (
      this.#held.get(`${journalId}/${sequenceNumber}`) ??
      (await this.#store.heldEntry(journalId, sequenceNumber))
    );
  }

  addHeld(entry: HeldEntry): void {
    this.#held.set(`${entry.journalId}/${entry.sequenceNumber}`, entry);
  }

  /** The next place in the stream that readers follow. */
  nextCursor(): number {
    this.#lastCursor += 1;
    return this.#lastCursor;
  }

  addDecision(decision: DecisionRecord): void {
    this.#decisions.push(decision);
  }

  async decisionsOn(journalId: JournalId, sequenceNumber: number): Promise<DecisionRecord[]> {
    const stored = await this.#store.decisionsOn(journalId, sequenceNumber);
    const staged = this.#decisions.filter(
      decision => decision.journalId === journalId && decision.sequenceNumber === sequenceNumber,
    );
    return [...stored, ...staged];
  }

  setStanding(entry: HeldEntry, standing: Standing): void {
    const {journalId, sequenceNumber} = entry;
    const name = `${journalId}/${sequenceNumber}`;
    if (this.#held.has(name)) this.#held.set(name, {...entry, standing});
    else this.#standings.push({journalId, sequenceNumber, standing});
  }

  addErasure(erasure: ErasureRecord): void {
    this.#erasures.push(erasure);
  }

  addAlarm(alarm: FleetAlarm): void {
    this.#alarms.push(alarm);
  }

  get alarms(): readonly FleetAlarm[] {
    return this.#alarms;
  }

  /** Everything that this draft would make durable; `undefined` where it would change nothing. */
  batch(): FleetBatch | undefined {
    const {gone, kept} = this.waiting.changes();
    const unchanged =
      this.#ledgers.size === 0 && this.#journals.size === 0 && this.#segments.size === 0;
    if (unchanged && this.#alarms.length === 0 && this.#dropped.size === 0) return undefined;
    return {
      from: this.#from,
      to: {
        generation: this.#from.generation + 1,
        lastSegmentId: this.#lastSegmentId,
        lastCursor: this.#lastCursor,
      },
      segments: [...this.#segments.values()],
      lanesAhead: this.#lanesAhead(),
      segmentStates: [...this.#states.values()],
      segmentsDropped: [...this.#dropped],
      ledgers: [...this.#ledgers.values()],
      journals: [...this.#journals.values()],
      waitingGone: gone,
      waiting: kept,
      held: [...this.#held.values()],
      decisions: this.#decisions,
      standings: this.#standings,
      erasures: this.#erasures,
      alarms: this.#alarms,
    };
  }

  #lanesAhead(): LaneAhead[] {
    const ahead = [...this.#segments.values()].filter(({state}) => state === 'ahead');
    return ahead.flatMap(({segmentId}) => {
      const lanes = new Map<JournalId, LaneAhead>();
      for (const {entry} of this.#unpacked.get(segmentId)?.entries ?? []) {
        const {journalId, sequenceNumber: lastSequence} = entry.header;
        const lane = lanes.get(journalId) ?? {segmentId, journalId, firstSequence: lastSequence};
        lanes.set(journalId, {...lane, lastSequence});
      }
      return [...lanes.values()];
    });
  }

  /** Hands what was unpacked to the readers, once the commit is durable. */
  shelve(): void {
    for (const [segmentId, unpacked] of this.#unpacked) {
      if (this.#segments.has(segmentId)) this.#shelf.keep(segmentId, unpacked);
    }
  }
}
