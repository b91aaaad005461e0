import {brotliDecompressSync, zstdDecompressSync} from 'node:zlib';
import {ByteCursor} from './byte-cursor.ts';
import {readCutBodies} from './cut-bodies.ts';
import {base32, headAfterLine, sha256} from './entry-bytes.ts';

/** One entry out of a segment, with its header built again from what the segment carries. */
interface SegmentEntry {
  readonly position: number;
  readonly header: Buffer;
  readonly body: Buffer | undefined;
  readonly dispositionCode: number;
  readonly detail: string;
}

export interface ReadSegment {
  readonly ledgerId: string;
  readonly first: number;
  readonly last: number;
  readonly headAfter: string;
  /** The head that the lines of this segment give, from its own headBefore. */
  readonly computedHead: string;
  readonly entries: readonly SegmentEntry[];
}

/**
 * Takes a stored segment apart by the words of docs/protocol.md ("Segment"). Throws where it cannot
 * be followed.
 */
export function readSegment(bytes: Buffer): ReadSegment {
  const cursor = new ByteCursor(bytes);
  const magic = cursor.take(4).toString('latin1');
  if (magic !== 'HFS1' && magic !== 'HFS2') {
    throw new RangeError('begins with neither HFS1 nor HFS2');
  }
  const [hub, drawn] = [cursor.take(20), cursor.take(10)];
  const [first, last] = [cursor.u64(), cursor.u64()];
  const headBefore = cursor.take(32).toString('hex');
  const headAfter = cursor.take(32).toString('hex');
  const codec = cursor.byte();
  cursor.u32();
  const packedSha256 = cursor.take(32);
  const packedBytes = cursor.u32();
  cursor.take(64);
  const packed = cursor.take(packedBytes);
  if (!sha256(packed).equals(packedSha256))
    throw new RangeError('the payload is not the one named');
  const entries = readPayload(unpack(codec, packed), {first, cut: magic === 'HFS2'});
  const computedHead = entries.reduce(
    (head, entry) =>
      headAfterLine(head, {...entry, entryHash: sha256(entry.header).toString('hex')}),
    headBefore,
  );
  return {
    ledgerId: `${base32(hub)}.${base32(drawn)}`,
    first,
    last,
    headAfter,
    computedHead,
    entries,
  };
}

function unpack(codec: number, packed: Buffer): Buffer {
  if (codec === 0) return packed;
  if (codec === 1) return zstdDecompressSync(packed);
  if (codec === 2) return brotliDecompressSync(packed);
  throw new RangeError(`codec ${codec} is not known`);
}

interface Lane {
  readonly place: Buffer;
  sequence: number;
  prevHash: Buffer;
  offset: number;
}

type TimedEntry = SegmentEntry & {readonly recordedAtMs: number; readonly clockOffsetMs: number};

function readPayload(
  payload: Buffer,
  {first, cut}: {readonly first: number; readonly cut: boolean},
): TimedEntry[] {
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
  const entries = lengths.map((said, at): TimedEntry => {
    const [lane, extra, disposition] = [laneOf[at], extras[at], dispositions[at]];
    if (!lane || !extra || !disposition) throw new RangeError('an entry of no lane');
    const body = extra.withheld ? undefined : (bodies?.shift() ?? cursor.take(said));
    const length = body?.length ?? said;
    const header = buildHeader({lane, kind: kinds[at] ?? 0, length, body, extra});
    lane.sequence += 1;
    lane.prevHash = sha256(header);
    recordedAtMs += times[at] ?? 0;
    lane.offset += offsets[at] ?? 0;
    const clockOffsetMs = lane.offset;
    return {position: first + at, header, body, ...disposition, recordedAtMs, clockOffsetMs};
  });
  if (cursor.left !== 0) throw new RangeError(`${cursor.left} bytes too many`);
  return entries;
}

function readLane(cursor: ByteCursor): Lane {
  const sized = () => {
    const length = cursor.byte();
    return Buffer.concat([Buffer.from([length]), cursor.take(length)]);
  };
  const place = Buffer.concat([sized(), sized(), cursor.take(10)]);
  const lane = {place, sequence: cursor.varint(), prevHash: cursor.take(32), offset: 0};
  if (cursor.byte() === 1) cursor.take(64);
  return lane;
}

function buildHeader(parts: {
  readonly lane: Lane;
  readonly kind: number;
  readonly length: number;
  readonly body: Buffer | undefined;
  readonly extra: {
    readonly commitment: Buffer | undefined;
    readonly extension: Buffer | undefined;
    readonly withheld: Buffer | undefined;
  };
}): Buffer {
  const {lane, kind, length, body, extra} = parts;
  const numbers = Buffer.alloc(12);
  numbers.writeBigUInt64BE(BigInt(lane.sequence), 0);
  numbers.writeUInt32BE(length, 8);
  const flags = (extra.commitment ? 1 : 0) | (extra.extension ? 2 : 0);
  const extensionLength = Buffer.alloc(2);
  extensionLength.writeUInt16BE(extra.extension?.length ?? 0);
  return Buffer.concat([
    Buffer.from('HFE1', 'latin1'),
    Buffer.from([kind, flags]),
    lane.place,
    numbers.subarray(0, 8),
    lane.prevHash,
    body ? sha256(body) : (extra.withheld ?? Buffer.alloc(32)),
    numbers.subarray(8),
    ...(extra.commitment ? [extra.commitment] : []),
    ...(extra.extension ? [extensionLength, extra.extension] : []),
  ]);
}
