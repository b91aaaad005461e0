import {ByteReader, type Bytes, ByteWriter, type Digest, SIGNATURE_BYTES} from '@holdfast/std';
import {
  type Disposition,
  dispositionCode,
  dispositionOf,
  type LedgerEntry,
  openEntry,
  WIRE_LIMITS,
} from '@holdfast/wire';

const HAS_BODY = 1;
const HAS_PERSONAL = 2;
const HAS_SIGNATURE = 4;
const PERSONAL_ERASED = 8;

/**
 * A header's fixed parts are 120 bytes; two ids of 33, a commitment and an extension come on top.
 */
const HEADER_BYTES_MAX = 256 + WIRE_LIMITS.headerExtensionBytesMax;

/**
 * The entries of a commit group, back to back, every byte of them as it came.
 *
 * Codec 1, per entry: flags u8 (1 body, 2 personal, 4 signature, 8 instead of 2: erased) ·
 * recordedAtMs varint (after the first: what it is above the one before) · clockOffsetMs signed
 * varint · disposition code u8, with its detail (u8 length, UTF-8) if not 0 · header (varint
 * length) · [body (varint length)] · [personal (varint length); zeros where it was erased] ·
 * [signature 64]. Positions and heads are not repeated: they follow from the group's first.
 */
export function encodeGroupEntries(entries: readonly LedgerEntry[]): Bytes {
  const writer = new ByteWriter(
    entries.reduce(
      (sum, {entry}) => sum + 320 + (entry.body?.length ?? 0) + (entry.personal?.length ?? 0),
      0,
    ),
  );
  let beforeMs = 0;
  for (const {line, entry} of entries) {
    const {body, personal, signature} = entry;
    writer
      .u8((body ? HAS_BODY : 0) | (personal ? HAS_PERSONAL : 0) | (signature ? HAS_SIGNATURE : 0))
      .varint(line.recordedAtMs - beforeMs)
      .signedVarint(line.clockOffsetMs)
      .u8(dispositionCode(line.disposition));
    if (line.disposition.kind === 'quarantined') writer.text8(line.disposition.detail);
    beforeMs = line.recordedAtMs;
    writer.varint(entry.headerBytes.length).raw(entry.headerBytes);
    if (body) writer.varint(body.length).raw(body);
    if (personal) writer.varint(personal.length).raw(personal);
    if (signature) writer.raw(signature);
  }
  return writer.finish();
}

/**
 * One entry after the other, as they are asked for. Throws `wire/malformed`. Hashes are the
 * caller's to check: see `openGroup`.
 */
export function* decodeGroupEntries(
  digest: Digest,
  group: {readonly first: number; readonly last: number; readonly entries: Uint8Array},
): Generator<LedgerEntry, void, void> {
  const reader = new ByteReader(group.entries, 'commit group');
  const sized = (bytesMax: number) => {
    const length = reader.varint();
    if (length > bytesMax) reader.fail('part out of its limit');
    return reader.raw(length);
  };
  let recordedAtMs = 0;
  for (let position = group.first; position <= group.last; position += 1) {
    const flags = reader.u8();
    checkFlags(reader, flags);
    recordedAtMs += reader.varint();
    const clockOffsetMs = reader.signedVarint();
    const disposition = readDisposition(reader);
    const entry = openEntry(digest, {
      headerBytes: sized(HEADER_BYTES_MAX),
      body: flags & HAS_BODY ? sized(WIRE_LIMITS.bodyBytesMax) : undefined,
      ...readPersonal(reader, {flags, bytes: () => sized(WIRE_LIMITS.personalBytesMax)}),
      ...(flags & HAS_SIGNATURE ? {signature: reader.raw(SIGNATURE_BYTES)} : {}),
    });
    const {entryHash} = entry;
    yield {line: {position, recordedAtMs, clockOffsetMs, disposition, entryHash}, entry};
  }
  reader.end();
}

function checkFlags(reader: ByteReader, flags: number): void {
  if (flags > 15 || (flags & BOTH) === BOTH) reader.fail('unknown flags');
}

const BOTH = HAS_PERSONAL | PERSONAL_ERASED;

function readPersonal(
  reader: ByteReader,
  {flags, bytes}: {readonly flags: number; readonly bytes: () => Bytes},
): {readonly personal?: Bytes} {
  if (flags & HAS_PERSONAL) return {personal: bytes()};
  if (flags & PERSONAL_ERASED && bytes().some(byte => byte !== 0)) reader.fail('is not erased');
  return {};
}

/**
 * The bytes of a group with zeros in the place of the personal data at these positions; `undefined`
 * where there is none. As long as before: a database then writes over the row where it lies, and
 * leaves no older copy of its neighbours behind. Throws `wire/malformed`.
 */
export function zeroPersonal(
  group: {readonly first: number; readonly last: number; readonly entries: Uint8Array},
  positions: ReadonlySet<number>,
): Bytes | undefined {
  const bytes = new Uint8Array(group.entries);
  const reader = new ByteReader(bytes, 'commit group');
  let erased = false;
  for (let position = group.first; position <= group.last; position += 1) {
    const flagsAt = reader.at;
    const flags = reader.u8();
    checkFlags(reader, flags);
    reader.varint();
    reader.signedVarint();
    readDisposition(reader);
    reader.raw(reader.varint());
    if (flags & HAS_BODY) reader.raw(reader.varint());
    if (flags & BOTH) {
      const length = reader.varint();
      const at = reader.at;
      reader.raw(length);
      if (flags & HAS_PERSONAL && positions.has(position)) {
        bytes[flagsAt] = flags ^ BOTH;
        bytes.fill(0, at, at + length);
        erased = true;
      }
    }
    if (flags & HAS_SIGNATURE) reader.raw(SIGNATURE_BYTES);
  }
  return erased ? bytes : undefined;
}

function readDisposition(reader: ByteReader): Disposition {
  const code = reader.u8();
  const detail = code === 0 ? '' : reader.text8();
  return dispositionOf(code, detail) ?? reader.fail('unknown disposition');
}
