import type {
  FleetBatch,
  LedgerRecord,
  SegmentRecord,
  SegmentState,
  StoredSegment,
} from '@holdfast/fleet';
import {assert, type Bytes} from '@holdfast/std';
import {
  type Database,
  type Row,
  readBytes,
  readInteger,
  readOptional,
  readUtf8,
} from '@holdfast/strict-libsql';
import {
  hubIdFromBytes,
  idBytes,
  type JournalId,
  journalIdFromBytes,
  type LedgerId,
  ledgerIdFromBytes,
} from '@holdfast/wire';
import type {SegmentSeal} from './segment-seal.ts';

const LEDGER = `
  ledger_id, hub_id, CAST(retail_store_id AS BLOB) AS retail_store_id, held_position, held_head,
  hub_journal_id, segments_ahead, bytes_ahead, segments_evidence, last_received_at_ms`;
const FIND_LEDGER = `SELECT ${LEDGER} FROM ledger WHERE ledger_id = :ledgerId`;
const ALL_LEDGERS = `SELECT ${LEDGER} FROM ledger ORDER BY ledger LIMIT 100000`;
const LEDGERS_AHEAD = `
  SELECT ledger_id FROM ledger WHERE segments_ahead > 0 ORDER BY ledger LIMIT :limit`;
const PUT_LEDGER = `
  INSERT INTO ledger (ledger_id, hub_id, retail_store_id, held_position, held_head, hub_journal_id,
    segments_ahead, bytes_ahead, segments_evidence, last_received_at_ms)
  VALUES (:ledgerId, :hubId, :retailStoreId, :heldPosition, :heldHead, :hubJournalId,
    :segmentsAhead, :bytesAhead, :segmentsEvidence, :lastReceivedAtMs)
  ON CONFLICT (ledger_id) DO UPDATE SET
    held_position = excluded.held_position, held_head = excluded.held_head,
    hub_journal_id = excluded.hub_journal_id, segments_ahead = excluded.segments_ahead,
    bytes_ahead = excluded.bytes_ahead, segments_evidence = excluded.segments_evidence,
    last_received_at_ms = excluded.last_received_at_ms`;

const SEGMENT = `
  segment_id, ledger_id, state, first, last, joined_from, head_before, head_after, received_at_ms,
  byte_count`;
const FIND_SEGMENT = `
  SELECT ${SEGMENT}, sealed, padding, bytes FROM segment JOIN ledger USING (ledger) WHERE segment_id = :segmentId`;
const COVERING = `
  SELECT ${SEGMENT} FROM segment JOIN ledger USING (ledger)
  WHERE ledger_id = :ledgerId AND state = 0 AND last >= :position ORDER BY last LIMIT 1`;
const LYING = `
  SELECT ${SEGMENT} FROM segment JOIN ledger USING (ledger)
  WHERE ledger_id = :ledgerId AND state = :state AND state > 0
  ORDER BY first, segment_id LIMIT :limit`;
const ADD_SEGMENT = `
  INSERT INTO segment (segment_id, ledger, state, first, last, joined_from, head_before, head_after,
    received_at_ms, byte_count, sealed, bytes)
  VALUES (:segmentId, (SELECT ledger FROM ledger WHERE ledger_id = :ledgerId), :state, :first, :last,
    :joinedFrom, :headBefore, :headAfter, :receivedAtMs, :byteCount, :sealed, :bytes)`;
const REWRITE_SEGMENT = `
  UPDATE segment SET bytes = :bytes, sealed = :sealed, padding = :padding
  WHERE segment_id = :segmentId`;
const OF_STORE = `
  SELECT segment_id FROM segment JOIN ledger USING (ledger)
  WHERE retail_store_id = :retailStoreId AND segment_id > :after ORDER BY segment_id LIMIT :limit`;
const MOVE_SEGMENT = `
  UPDATE segment SET state = :state, joined_from = :joinedFrom WHERE segment_id = :segmentId`;
const DROP_SEGMENT = 'DELETE FROM segment WHERE segment_id = :segmentId';

const ADD_LANE = `
  INSERT INTO lane_ahead (journal_id, segment_id, first_sequence, last_sequence)
  VALUES (:journalId, :segmentId, :firstSequence, :lastSequence)`;
const DROP_LANES = 'DELETE FROM lane_ahead WHERE segment_id = :segmentId';
const BRINGING = `
  SELECT segment_id FROM lane_ahead
  WHERE journal_id = :journalId AND first_sequence <= :sequenceNumber
    AND last_sequence >= :sequenceNumber
  ORDER BY segment_id LIMIT 10`;

const STATES: readonly SegmentState[] = ['joined', 'ahead', 'evidence'];

function readLedger(row: Row): LedgerRecord {
  const hubJournalId = readOptional(row, 'hub_journal_id', readBytes);
  return {
    ledgerId: ledgerIdFromBytes(readBytes(row, 'ledger_id')),
    hubId: hubIdFromBytes(readBytes(row, 'hub_id')),
    retailStoreId: readUtf8(row, 'retail_store_id'),
    heldPosition: readInteger(row, 'held_position'),
    heldHead: readBytes(row, 'held_head'),
    hubJournalId: hubJournalId && journalIdFromBytes(hubJournalId),
    segmentsAhead: readInteger(row, 'segments_ahead'),
    bytesAhead: readInteger(row, 'bytes_ahead'),
    segmentsEvidence: readInteger(row, 'segments_evidence'),
    lastReceivedAtMs: readInteger(row, 'last_received_at_ms'),
  };
}

export function findLedger(database: Database, ledgerId: LedgerId): LedgerRecord | undefined {
  const row = database.get(FIND_LEDGER, {ledgerId: idBytes(ledgerId)});
  return row && readLedger(row);
}

export function allLedgers(database: Database): readonly LedgerRecord[] {
  return database.all(ALL_LEDGERS).map(readLedger);
}

export function ledgersAhead(database: Database, limit: number): readonly LedgerId[] {
  return database
    .all(LEDGERS_AHEAD, {limit})
    .map(row => ledgerIdFromBytes(readBytes(row, 'ledger_id')));
}

function readSegment(row: Row): SegmentRecord {
  const state = STATES[readInteger(row, 'state')];
  assert(state, 'a stored segment lies in one of three ways');
  return {
    segmentId: readInteger(row, 'segment_id'),
    ledgerId: ledgerIdFromBytes(readBytes(row, 'ledger_id')),
    state,
    first: readInteger(row, 'first'),
    last: readInteger(row, 'last'),
    joinedFrom: readInteger(row, 'joined_from'),
    headBefore: readBytes(row, 'head_before'),
    headAfter: readBytes(row, 'head_after'),
    receivedAtMs: readInteger(row, 'received_at_ms'),
    byteCount: readInteger(row, 'byte_count'),
  };
}

/** Throws `fleet/damaged` for one that does not open as what was sealed there. */
export function findSegment(
  {database, seal}: {readonly database: Database; readonly seal: SegmentSeal},
  segmentId: number,
): StoredSegment | undefined {
  const found = openSegment({database, seal}, segmentId);
  if (!found) return undefined;
  const {stored, padding} = found;
  return padding === 0 ? stored : {...stored, bytes: stored.bytes.slice(0, -padding)};
}

interface SegmentFile {
  readonly database: Database;
  readonly seal: SegmentSeal;
}

/** With the zeros that may stand behind it. */
function openSegment({database, seal}: SegmentFile, segmentId: number) {
  const row = database.get(FIND_SEGMENT, {segmentId});
  if (!row) return undefined;
  const sealed = readInteger(row, 'sealed') === 1;
  const bytes = readBytes(row, 'bytes');
  const stored: StoredSegment = {...readSegment(row), bytes};
  const padding = Math.min(readInteger(row, 'padding'), bytes.length);
  return {sealed, padding, stored: sealed ? seal.opened(stored) : stored};
}

/**
 * Inside an erasure. As long as what it takes the place of, and sealed as that was: it is written
 * over where it lies. (One that became longer is not; packing less hardly ever takes more.)
 */
export function rewriteSegment(
  {database, seal}: SegmentFile,
  {segmentId, bytes}: {readonly segmentId: number; readonly bytes: Bytes},
): void {
  const found = openSegment({database, seal}, segmentId);
  if (!found) return;
  const length = Math.max(found.stored.bytes.length, bytes.length);
  const padded = new Uint8Array(length);
  padded.set(bytes);
  const segment = {...found.stored, bytes: padded};
  if (found.sealed) seal.mark(database);
  const row = found.sealed ? seal.sealed(segment) : {...segment, sealed: 0 as const};
  const padding = length - bytes.length;
  database.run(REWRITE_SEGMENT, {segmentId, bytes: row.bytes, sealed: row.sealed, padding});
}

export function segmentsOfStore(
  database: Database,
  retailStoreId: string,
  {after, limit}: {readonly after: number; readonly limit: number},
): readonly number[] {
  return database
    .all(OF_STORE, {retailStoreId, after, limit})
    .map(row => readInteger(row, 'segment_id'));
}

export function segmentCovering(
  database: Database,
  ledgerId: LedgerId,
  position: number,
): SegmentRecord | undefined {
  const row = database.get(COVERING, {ledgerId: idBytes(ledgerId), position});
  const segment = row && readSegment(row);
  return segment && segment.joinedFrom <= position ? segment : undefined;
}

export function segmentsLying(
  database: Database,
  ledgerId: LedgerId,
  lying: {readonly state: 'ahead' | 'evidence'; readonly limit: number},
): readonly SegmentRecord[] {
  const {state, limit} = lying;
  const where = {ledgerId: idBytes(ledgerId), state: STATES.indexOf(state), limit};
  return database.all(LYING, where).map(readSegment);
}

export function segmentsBringing(
  database: Database,
  journalId: JournalId,
  sequenceNumber: number,
): readonly number[] {
  return database
    .all(BRINGING, {journalId: idBytes(journalId), sequenceNumber})
    .map(row => readInteger(row, 'segment_id'));
}

/** Inside a write. */
export function putLedgers(database: Database, ledgers: FleetBatch['ledgers']): void {
  for (const {ledgerId, hubId, hubJournalId, ...columns} of ledgers) {
    database.run(PUT_LEDGER, {
      ...columns,
      ledgerId: idBytes(ledgerId),
      hubId: idBytes(hubId),
      hubJournalId: hubJournalId ? idBytes(hubJournalId) : null,
    });
  }
}

/** Inside a write. */
export function changeSegments(
  {database, seal}: {readonly database: Database; readonly seal: SegmentSeal},
  changes: Pick<FleetBatch, 'segments' | 'lanesAhead' | 'segmentStates' | 'segmentsDropped'>,
): void {
  if (changes.segments.length > 0) seal.mark(database);
  for (const segment of changes.segments) {
    const {ledgerId, state, ...columns} = seal.sealed(segment);
    const ids = {ledgerId: idBytes(ledgerId), state: STATES.indexOf(state)};
    database.run(ADD_SEGMENT, {...columns, ...ids});
  }
  for (const {journalId, ...columns} of changes.lanesAhead) {
    database.run(ADD_LANE, {...columns, journalId: idBytes(journalId)});
  }
  for (const {state, ...columns} of changes.segmentStates) {
    database.run(DROP_LANES, {segmentId: columns.segmentId});
    const moved = database.run(MOVE_SEGMENT, {...columns, state: STATES.indexOf(state)});
    assert(moved.changes === 1, 'only a stored segment changes its state');
  }
  for (const segmentId of changes.segmentsDropped) {
    database.run(DROP_LANES, {segmentId});
    database.run(DROP_SEGMENT, {segmentId});
  }
}
