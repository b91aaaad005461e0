import {
  assert,
  ByteReader,
  type Bytes,
  ByteWriter,
  type Digest,
  equalBytes,
  SHA256_BYTES,
  SIGNATURE_BYTES,
} from '@holdfast/std';
import {type EntryHeader, encodeEntryHeader, entryHashOf} from '../entry/entry-header.ts';
import type {JournalEntry} from '../entry/journal-entry.ts';
import {idBytes, JOURNAL_ID_BYTES, type JournalId, journalIdFromBytes} from '../ids.ts';
import {dispositionCode, dispositionOf} from '../ledger/disposition.ts';
import type {LedgerEntry} from '../ledger/ledger-entry.ts';
import {headAfter} from '../ledger/ledger-line.ts';
import {WIRE_LIMITS} from '../limits.ts';

const HAS_PERSONAL_COMMITMENT = 1;
const HAS_PERSONAL = 2;
const HAS_EXTENSION = 4;
const BODY_WITHHELD = 8;

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
 */
export function encodeSegmentPayload(entries: readonly LedgerEntry[]): Bytes {
  assert(entries.length > 0, 'a segment carries at least one entry');
  const lanes = laneTable(entries);
  const writer = new ByteWriter(
    entries.reduce((sum, {entry}) => sum + 64 + (entry.body?.length ?? 0), 1024),
  );
  writer.varint(lanes.length);
  for (const {first, newest} of lanes) {
    writer.text8(first.retailStoreId).text8(first.workstationId).raw(idBytes(first.journalId));
    writer.varint(first.sequenceNumber).raw(first.prevHash);
    if (newest.signature) writer.u8(1).raw(newest.signature);
    else writer.u8(0);
  }
  const indexOf = new Map(lanes.map((lane, index) => [lane.first.journalId, index]));
  writer.varint(entries.length);
  for (const {entry} of entries) writer.varint(indexOf.get(entry.header.journalId) ?? 0);
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
  const offsets = lanes.map(() => 0);
  for (const {line, entry} of entries) {
    const lane = indexOf.get(entry.header.journalId) ?? 0;
    writer.signedVarint(line.clockOffsetMs - (offsets[lane] ?? 0));
    offsets[lane] = line.clockOffsetMs;
  }
  for (const {entry} of entries) writer.varint(entry.header.bodyBytes);
  for (const {entry} of entries) writeExtras(writer, entry);
  for (const {entry} of entries) if (entry.body) writer.raw(entry.body);
  return writer.finish();
}

interface Lane {
  readonly first: EntryHeader;
  newest: JournalEntry;
}

function laneTable(entries: readonly LedgerEntry[]): Lane[] {
  const lanes = new Map<JournalId, Lane>();
  for (const {entry} of entries) {
    const lane = lanes.get(entry.header.journalId);
    if (!lane) lanes.set(entry.header.journalId, {first: entry.header, newest: entry});
    else {
      assert(
        entry.header.sequenceNumber === lane.newest.header.sequenceNumber + 1,
        'a ledger holds each journal in order and without gaps',
      );
      lane.newest = entry;
    }
  }
  return [...lanes.values()];
}

function flagsOf({header, personal, body}: JournalEntry): number {
  return (
    (header.personalSha256 ? HAS_PERSONAL_COMMITMENT : 0) |
    (personal ? HAS_PERSONAL : 0) |
    (header.extension ? HAS_EXTENSION : 0) |
    (body === undefined ? BODY_WITHHELD : 0)
  );
}

function writeExtras(writer: ByteWriter, {header, personal, body}: JournalEntry): void {
  if (header.personalSha256) writer.raw(header.personalSha256);
  if (personal) writer.varint(personal.length).raw(personal);
  if (header.extension) writer.varint(header.extension.length).raw(header.extension);
  if (body === undefined) writer.raw(header.bodySha256);
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
export function decodeSegmentPayload(
  digest: Digest,
  payload: {readonly bytes: Uint8Array; readonly place: SegmentPlace},
): LedgerEntry[] {
  const {bytes, place} = payload;
  const reader = new ByteReader(bytes, 'segment payload');
  const lanes = readLanes(reader);
  const count = reader.varint();
  if (count !== place.last - place.first + 1) reader.fail('entry count differs from its positions');
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
  const lengths = column(() => reader.varint());
  const extras = flags.map(flag => readExtras(reader, flag));
  const entries: LedgerEntry[] = [];
  let head: Uint8Array = place.headBefore;
  let recordedAtMs = 0;
  for (let at = 0; at < count; at++) {
    const [lane, extra] = [laneOf[at], extras[at]];
    const [kindCode, disposition, bodyBytes] = [kinds[at], dispositions[at], lengths[at]];
    assert(lane && extra && disposition, 'every column is as long as the count');
    assert(
      kindCode !== undefined && bodyBytes !== undefined,
      'every column is as long as the count',
    );
    if (bodyBytes > WIRE_LIMITS.bodyBytesMax) reader.fail('body too large');
    const body = extra.withheldSha256 ? undefined : reader.raw(bodyBytes);
    const header: EntryHeader = {
      kindCode,
      retailStoreId: lane.retailStoreId,
      workstationId: lane.workstationId,
      journalId: lane.journalId,
      sequenceNumber: lane.nextSequence,
      prevHash: lane.prevHash,
      bodySha256: body ? digest.sha256(body) : (extra.withheldSha256 ?? lane.prevHash),
      bodyBytes,
      ...(extra.personalSha256 ? {personalSha256: extra.personalSha256} : {}),
      ...(extra.extension ? {extension: extra.extension} : {}),
    };
    const headerBytes = encodeEntryHeader(header);
    const entryHash = entryHashOf(digest, headerBytes);
    recordedAtMs += times[at] ?? 0;
    lane.clockOffsetMs += offsets[at] ?? 0;
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
  }
  reader.end();
  if (!equalBytes(head, place.headAfter)) reader.fail('the head differs from the envelope');
  return attachSignatures(entries, lanes);
}

interface LaneState {
  readonly retailStoreId: string;
  readonly workstationId: string;
  readonly journalId: JournalId;
  readonly signature: Bytes | undefined;
  nextSequence: number;
  prevHash: Bytes;
  clockOffsetMs: number;
  newestAt: number;
}

function readLanes(reader: ByteReader): LaneState[] {
  const count = reader.varint();
  if (count === 0 || count > WIRE_LIMITS.segmentLanesMax) reader.fail('lane count');
  return Array.from({length: count}, () => {
    const retailStoreId = reader.text8();
    const workstationId = reader.text8();
    const journalId = journalIdFromBytes(reader.raw(JOURNAL_ID_BYTES));
    const nextSequence = reader.varint();
    const prevHash = reader.raw(SHA256_BYTES);
    const signed = reader.u8();
    if (signed > 1) reader.fail('unknown lane flag');
    const signature = signed === 1 ? reader.raw(SIGNATURE_BYTES) : undefined;
    return {
      retailStoreId,
      workstationId,
      journalId,
      nextSequence,
      prevHash,
      signature,
      clockOffsetMs: 0,
      newestAt: -1,
    };
  });
}

interface Extras {
  readonly personalSha256?: Bytes;
  readonly personal?: Bytes;
  readonly extension?: Bytes;
  readonly withheldSha256?: Bytes;
}

function readExtras(reader: ByteReader, flags: number): Extras {
  if (flags > 15) reader.fail('unknown flags');
  const sized = (limit: number) => {
    const length = reader.varint();
    if (length === 0 || length > limit) reader.fail('extra out of its limit');
    return reader.raw(length);
  };
  return {
    ...(flags & HAS_PERSONAL_COMMITMENT ? {personalSha256: reader.raw(SHA256_BYTES)} : {}),
    ...(flags & HAS_PERSONAL ? {personal: sized(WIRE_LIMITS.personalBytesMax)} : {}),
    ...(flags & HAS_EXTENSION ? {extension: sized(WIRE_LIMITS.headerExtensionBytesMax)} : {}),
    ...(flags & BODY_WITHHELD ? {withheldSha256: reader.raw(SHA256_BYTES)} : {}),
  };
}

function attachSignatures(entries: LedgerEntry[], lanes: readonly LaneState[]): LedgerEntry[] {
  for (const {newestAt, signature} of lanes) {
    const newest = entries[newestAt];
    if (!newest || !signature) continue;
    entries[newestAt] = {...newest, entry: {...newest.entry, signature}};
  }
  return entries;
}
