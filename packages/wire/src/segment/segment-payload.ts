import {
  assert,
  ByteReader,
  type Bytes,
  ByteWriter,
  type Digest,
  equalBytes,
  type Turns,
} from '@holdfast/std';
import {type EntryHeader, encodeEntryHeader, entryHashOf} from '../entry/entry-header.ts';
import {dispositionCode, dispositionOf} from '../ledger/disposition.ts';
import type {LedgerEntry} from '../ledger/ledger-entry.ts';
import {headAfter} from '../ledger/ledger-line.ts';
import {WIRE_LIMITS} from '../limits.ts';
import {BodyColumns} from './body-columns.ts';
import {type Extras, flagsOf, isWithheld, readExtras, writeExtras} from './entry-extras.ts';
import {JoinedBodies} from './joined-bodies.ts';
import {type LaneState, LaneTable, readLanes} from './segment-lanes.ts';
import type {SegmentVersion} from './segment-version.ts';

export interface PayloadOptions {
  readonly version: SegmentVersion;
  /** Others get their turn between a few entries and the next. Absent: all in one piece. */
  readonly turns?: Turns | undefined;
}

/**
 * The entries of a segment, column by column, without anything the receiver recomputes: keys run on
 * from each lane's first, chains from each lane's prevHash, hashes come from the bodies, and only
 * the newest signature of each lane travels, since a signature over a chain head covers the run
 * before it.
 *
 * Version 1, all numbers varints: laneCount · per lane (retailStoreId, workstationId: u8 length +
 * UTF-8; journalId 10; first sequence; prevHash 32; 0, or 1 and signature 64) · entryCount ·
 * columns: lane index; kind; flags; disposition code, with its detail if not 0; recordedAtMs as
 * signed delta; clockOffsetMs as signed delta in its lane; body length · the flagged extras in
 * entry order · the bodies back to back.
 *
 * Version 2 is the same up to the column of clock offsets; then: body length of each entry whose
 * body is withheld · the flagged extras in entry order · fragmentCount · per fragment (length,
 * bytes, column) · shapeCount · per shape (partCount, that many fragment indexes) · shape of each
 * entry with a body · columnCount · per column (length, bytes) · the uncut bodies (length, bytes).
 * Shapes count from 1. A body is its shape's fragments with, after each but the last, the next
 * value of that fragment's column: the bytes up to a zero byte. Shape 0 is an uncut body. Where
 * bodies are cut is the writer's choice; every value belongs to a body.
 */
export async function encodeSegmentPayload(
  entries: readonly LedgerEntry[],
  {version, turns}: PayloadOptions,
): Promise<Bytes> {
  assert(entries.length > 0, 'a segment carries at least one entry');
  const lanes = new LaneTable();
  for (const {entry} of entries) {
    assert(lanes.take(entry), 'a ledger holds each journal in order and without gaps');
  }
  const writer = new ByteWriter(
    entries.reduce((sum, {entry}) => sum + 64 + (entry.body?.length ?? 0), 1024),
  );
  lanes.write(writer);
  writer.varint(entries.length);
  writeColumns(writer, entries, lanes);
  if (version === 1) {
    for (const {entry} of entries) writer.varint(entry.header.bodyBytes);
    for (const {entry} of entries) writeExtras(writer, entry);
    for (const {entry} of entries) if (entry.body) writer.raw(entry.body);
    return writer.finish();
  }
  for (const {entry} of entries) if (!entry.body) writer.varint(entry.header.bodyBytes);
  for (const {entry} of entries) writeExtras(writer, entry);
  const bodies = new BodyColumns();
  for (const {entry} of entries) {
    if (entry.body) bodies.add(entry.body);
    if (turns?.over()) await turns.rest();
  }
  bodies.write(writer);
  return writer.finish();
}

function writeColumns(writer: ByteWriter, entries: readonly LedgerEntry[], lanes: LaneTable): void {
  for (const {entry} of entries) writer.varint(lanes.indexOf(entry.header.journalId));
  for (const {entry} of entries) writer.u8(entry.header.kindCode);
  for (const {entry} of entries) writer.u8(flagsOf(entry));
  for (const {line} of entries) {
    writer.u8(dispositionCode(line.disposition));
    if (line.disposition.kind === 'quarantined') writer.text8(line.disposition.detail);
  }
  let recordedAtMs = 0;
  for (const {line} of entries) {
    writer.signedVarint(line.recordedAtMs - recordedAtMs);
    recordedAtMs = line.recordedAtMs;
  }
  const offsets = Array.from({length: lanes.size}, () => 0);
  for (const {line, entry} of entries) {
    const lane = lanes.indexOf(entry.header.journalId);
    writer.signedVarint(line.clockOffsetMs - (offsets[lane] ?? 0));
    offsets[lane] = line.clockOffsetMs;
  }
}

/** Where the segment says it stands; what its payload is checked against. */
export interface SegmentPlace {
  readonly first: number;
  readonly last: number;
  readonly headBefore: Bytes;
  readonly headAfter: Bytes;
}

/**
 * Rebuilds the entries of a payload and proves them: every header, hash and chain link is
 * recomputed, and the last head must equal the envelope's. Refuses (`wire/malformed`) anything
 * else. Journal signatures are not checked here: the newest entry of each lane carries one for the
 * caller to verify.
 */
export async function decodeSegmentPayload(
  digest: Digest,
  payload: {readonly bytes: Uint8Array; readonly place: SegmentPlace},
  {version, turns}: PayloadOptions,
): Promise<LedgerEntry[]> {
  const {bytes, place} = payload;
  const reader = new ByteReader(bytes, 'segment payload');
  const lanes = readLanes(reader);
  const count = reader.varint();
  if (count !== place.last - place.first + 1) reader.fail('entry count differs from its positions');
  const columns = readColumns(reader, {count, lanes, version});
  const bodies = bodiesOf(reader, {columns, version});
  const entries: LedgerEntry[] = [];
  let head: Uint8Array = place.headBefore;
  let recordedAtMs = 0;
  for (const [
    at,
    {lane, kindCode, disposition, sinceMs, offsetMs, extra, length},
  ] of columns.entries()) {
    const body = extra.withheldSha256 ? undefined : bodies.next(length);
    const header: EntryHeader = {
      kindCode,
      retailStoreId: lane.retailStoreId,
      workstationId: lane.workstationId,
      journalId: lane.journalId,
      sequenceNumber: lane.nextSequence,
      prevHash: lane.prevHash,
      bodySha256: body ? digest.sha256(body) : (extra.withheldSha256 ?? lane.prevHash),
      bodyBytes: body?.length ?? length,
      ...(extra.personalSha256 ? {personalSha256: extra.personalSha256} : {}),
      ...(extra.extension ? {extension: extra.extension} : {}),
    };
    const headerBytes = encodeEntryHeader(header);
    const entryHash = entryHashOf(digest, headerBytes);
    recordedAtMs += sinceMs;
    lane.clockOffsetMs += offsetMs;
    if (recordedAtMs < 0) reader.fail('a time before 1970');
    const line = {
      position: place.first + at,
      recordedAtMs,
      clockOffsetMs: lane.clockOffsetMs,
      disposition,
      entryHash,
    };
    head = headAfter(digest, head, line);
    lane.nextSequence += 1;
    lane.prevHash = entryHash;
    lane.newestAt = at;
    const personal = extra.personal ? {personal: extra.personal} : {};
    entries.push({line, entry: {header, headerBytes, entryHash, body, ...personal}});
    if (turns?.over()) await turns.rest();
  }
  bodies.end();
  reader.end();
  if (!equalBytes(head, place.headAfter)) reader.fail('the head differs from the envelope');
  return attachSignatures(entries, lanes);
}

/** One entry's row of the columns. */
interface Row {
  readonly lane: LaneState;
  readonly kindCode: number;
  readonly disposition: LedgerEntry['line']['disposition'];
  readonly sinceMs: number;
  readonly offsetMs: number;
  readonly extra: Extras;
  /** Of the body; in version 2 only where it is withheld, else 0. */
  readonly length: number;
}

function readColumns(
  reader: ByteReader,
  {
    count,
    lanes,
    version,
  }: {
    readonly count: number;
    readonly lanes: readonly LaneState[];
    readonly version: SegmentVersion;
  },
): Row[] {
  const column = <T>(read: () => T): T[] => Array.from({length: count}, read);
  const laneOf = column(() => lanes[reader.varint()] ?? reader.fail('unknown lane'));
  const kinds = column(() => reader.u8());
  const flags = column(() => reader.u8());
  const dispositions = column(() => {
    const code = reader.u8();
    const detail = code === 0 ? '' : reader.text8();
    return dispositionOf(code, detail) ?? reader.fail('unknown disposition');
  });
  const times = column(() => reader.signedVarint());
  const offsets = column(() => reader.signedVarint());
  const lengths = flags.map(flag => (version === 1 || isWithheld(flag) ? reader.varint() : 0));
  const extras = flags.map(flag => readExtras(reader, flag));
  return extras.map((extra, at) => {
    const [lane, kindCode, disposition] = [laneOf[at], kinds[at], dispositions[at]];
    const [sinceMs, offsetMs, length] = [times[at], offsets[at], lengths[at]];
    const whole = 'every column is as long as the count';
    assert(lane && kindCode !== undefined && disposition, whole);
    assert(sinceMs !== undefined && offsetMs !== undefined && length !== undefined, whole);
    if (length > WIRE_LIMITS.bodyBytesMax) reader.fail('body too large');
    return {lane, kindCode, disposition, sinceMs, offsetMs, extra, length};
  });
}

interface Bodies {
  next(length: number): Bytes;
  end(): void;
}

function bodiesOf(
  reader: ByteReader,
  {columns, version}: {readonly columns: readonly Row[]; readonly version: SegmentVersion},
): Bodies {
  if (version === 1) return {next: length => reader.raw(length), end() {}};
  return new JoinedBodies(reader, columns.filter(({extra}) => !extra.withheldSha256).length);
}

function attachSignatures(entries: LedgerEntry[], lanes: readonly LaneState[]): LedgerEntry[] {
  for (const {newestAt, signature} of lanes) {
    const newest = entries[newestAt];
    if (!newest || !signature) continue;
    entries[newestAt] = {...newest, entry: {...newest.entry, signature}};
  }
  return entries;
}
