import {ByteCursor} from '../byte-cursor.ts';
import {headAfterLine} from '../entry-bytes.ts';
import {base32, hex, join, latin, same, sha256, u32, u64} from './bytes.ts';
import {readCutBodies} from './cut-bodies.ts';

/** Unpacks a payload: by the numbers of docs/protocol.md, “Codes in them”. */
export type Unpack = (packed: {
  readonly codec: number;
  readonly bytes: Uint8Array;
  /** As the envelope states it. */
  readonly unpackedBytes: number;
}) => Uint8Array;

/** One entry out of a segment, with its header built again from what the segment carries. */
export interface SegmentEntry {
  readonly position: number;
  readonly header: Uint8Array;
  readonly body: Uint8Array | undefined;
  /** What lies beside it, where anything does. */
  readonly personal: Uint8Array | undefined;
  readonly dispositionCode: number;
  readonly detail: string;
  readonly recordedAtMs: number;
  readonly clockOffsetMs: number;
  readonly signature: Uint8Array | undefined;
}

/** A segment's envelope. Whether it is signed is for who knows the key. */
export interface SegmentEnvelopeBytes {
  readonly form: 'plain';
  readonly version: 1 | 2;
  readonly ledgerId: string;
  readonly first: number;
  readonly last: number;
  readonly headBefore: string;
  readonly headAfter: string;
  readonly codec: number;
  readonly payloadBytes: number;
  readonly packed: Uint8Array;
  /** What the hub signs, and its signature. */
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

/**
 * Takes an envelope apart by the words of docs/protocol.md ("Segment envelope"). Throws where it
 * cannot be followed, and where the payload is not the one it names.
 */
export function readEnvelope(bytes: Uint8Array): SegmentEnvelopeBytes {
  const cursor = new ByteCursor(bytes);
  const version = versionOf(cursor.take(4));
  const [hub, drawn] = [cursor.take(20), cursor.take(10)];
  const [first, last] = [cursor.u64(), cursor.u64()];
  const [headBefore, headAfter] = [hex(cursor.take(32)), hex(cursor.take(32))];
  const codec = cursor.byte();
  const payloadBytes = cursor.u32();
  const packedSha256 = cursor.take(32);
  const packedBytes = cursor.u32();
  const signedBytes = bytes.length - cursor.left;
  const signature = cursor.take(64);
  const packed = cursor.take(packedBytes);
  if (cursor.left !== 0) throw new RangeError(`${cursor.left} bytes too many`);
  if (!same(sha256(packed), packedSha256)) {
    throw new RangeError('the payload is not the one named');
  }
  const message = join(latin('holdfast/segment/1\0'), bytes.subarray(0, signedBytes));
  const ledgerId = `${base32(hub)}.${base32(drawn)}`;
  const place = {ledgerId, first, last, headBefore, headAfter};
  return {form: 'plain', version, ...place, codec, payloadBytes, packed, message, signature};
}

/**
 * The entries of a segment, whichever layout its payload is in. Throws where it cannot be followed.
 */
export function readSegmentEntries(
  envelope: SegmentEnvelopeBytes,
  unpack: Unpack,
): readonly SegmentEntry[] {
  const {codec, packed: bytes, payloadBytes: unpackedBytes, first, last, version} = envelope;
  const payload = unpack({codec, bytes, unpackedBytes});
  if (payload.length !== unpackedBytes)
    throw new RangeError('unpacks to another length than named');
  const entries = readColumns(payload, {first, cut: version === 2});
  if (entries.length !== last - first + 1)
    throw new RangeError('holds more or fewer than it names');
  return entries;
}

function versionOf(magic: Uint8Array): 1 | 2 {
  if (same(magic, latin('HFS1'))) return 1;
  if (same(magic, latin('HFS2'))) return 2;
  throw new RangeError('begins with neither HFS1 nor HFS2');
}

/** The head that lines give, from the head before them. */
export function headOfLines(headBefore: string, entries: readonly SegmentEntry[]): string {
  return entries.reduce(
    (head, entry) => headAfterLine(head, {...entry, entryHash: hex(sha256(entry.header))}),
    headBefore,
  );
}

interface Lane {
  readonly place: Uint8Array;
  sequence: number;
  prevHash: Uint8Array;
  offset: number;
  /** Of its newest entry in this segment. */
  readonly signature: Uint8Array | undefined;
  newestAt: number;
}

/** Both layouts of a payload, which differ in their bodies: docs/protocol.md, “Segment payload”. */
function readColumns(
  payload: Uint8Array,
  {first, cut}: {readonly first: number; readonly cut: boolean},
): SegmentEntry[] {
  const cursor = new ByteCursor(payload);
  const lanes = Array.from({length: cursor.varint()}, () => readLane(cursor));
  const count = cursor.varint();
  const column = <T>(read: () => T): T[] => Array.from({length: count}, read);
  const laneOf = column(() => lanes[cursor.varint()]);
  const kinds = column(() => cursor.byte());
  const flags = column(() => cursor.byte());
  const dispositions = column(() => {
    const dispositionCode = cursor.byte();
    return {dispositionCode, detail: dispositionCode === 0 ? '' : cursor.text()};
  });
  const times = column(() => cursor.signed());
  const offsets = column(() => cursor.signed());
  const withheld = flags.map(flag => (flag & 8) !== 0);
  const lengths = withheld.map(missing => (cut && !missing ? 0 : cursor.varint()));
  const extras = flags.map(flag => ({
    commitment: flag & 1 ? cursor.take(32) : undefined,
    personal: flag & 2 ? cursor.take(cursor.varint()) : undefined,
    extension: flag & 4 ? cursor.take(cursor.varint()) : undefined,
    withheld: flag & 8 ? cursor.take(32) : undefined,
  }));
  const bodies = cut
    ? readCutBodies(cursor, withheld.filter(missing => !missing).length)
    : undefined;
  let recordedAtMs = 0;
  const entries = lengths.map((said, at): SegmentEntry => {
    const [lane, extra, disposition] = [laneOf[at], extras[at], dispositions[at]];
    if (!lane || !extra || !disposition) throw new RangeError('an entry of no lane');
    const body = extra.withheld ? undefined : (bodies?.shift() ?? cursor.take(said));
    const length = body?.length ?? said;
    const header = buildHeader({lane, kind: kinds[at] ?? 0, length, body, extra});
    lane.sequence += 1;
    lane.prevHash = sha256(header);
    lane.newestAt = at;
    recordedAtMs += times[at] ?? 0;
    lane.offset += offsets[at] ?? 0;
    const clockOffsetMs = lane.offset;
    const line = {...disposition, recordedAtMs, clockOffsetMs};
    const {personal} = extra;
    return {position: first + at, header, body, personal, ...line, signature: undefined};
  });
  if (cursor.left !== 0) throw new RangeError(`${cursor.left} bytes too many`);
  return signed(entries, lanes);
}

/** A signature stands with the newest entry of its lane: it covers the run before it. */
function signed(entries: SegmentEntry[], lanes: readonly Lane[]): SegmentEntry[] {
  for (const {newestAt, signature} of lanes) {
    const newest = entries[newestAt];
    if (newest && signature) entries[newestAt] = {...newest, signature};
  }
  return entries;
}

function readLane(cursor: ByteCursor): Lane {
  const sized = () => {
    const length = cursor.byte();
    return join(Uint8Array.of(length), cursor.take(length));
  };
  const place = join(sized(), sized(), cursor.take(10));
  const sequence = cursor.varint();
  const prevHash = cursor.take(32);
  const signature = cursor.byte() === 1 ? cursor.take(64) : undefined;
  return {place, sequence, prevHash, offset: 0, signature, newestAt: -1};
}

function buildHeader(parts: {
  readonly lane: Lane;
  readonly kind: number;
  readonly length: number;
  readonly body: Uint8Array | undefined;
  readonly extra: {
    readonly commitment: Uint8Array | undefined;
    readonly extension: Uint8Array | undefined;
    readonly withheld: Uint8Array | undefined;
  };
}): Uint8Array {
  const {lane, kind, length, body, extra} = parts;
  const flags = (extra.commitment ? 1 : 0) | (extra.extension ? 2 : 0);
  const extensionBytes = extra.extension?.length ?? 0;
  return join(
    latin('HFE1'),
    Uint8Array.of(kind, flags),
    lane.place,
    u64(lane.sequence),
    lane.prevHash,
    body ? sha256(body) : (extra.withheld ?? new Uint8Array(32)),
    u32(length),
    ...(extra.commitment ? [extra.commitment] : []),
    ...(extra.extension
      ? [Uint8Array.of(extensionBytes >> 8, extensionBytes & 255), extra.extension]
      : []),
  );
}
