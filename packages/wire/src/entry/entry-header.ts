import {ByteReader, type Bytes, ByteWriter, type Digest, Fault, SHA256_BYTES} from '@holdfast/std';
import {idBytes, JOURNAL_ID_BYTES, journalIdFromBytes} from '../id-bytes.ts';
import type {JournalId} from '../ids.ts';
import {WIRE_LIMITS} from '../limits.ts';

const MAGIC = 'HFE1';
const HAS_PERSONAL = 1;
const HAS_EXTENSION = 2;

/**
 * The small part of a journal entry that its hash covers; everything else hangs on it by hash.
 *
 * Bytes, version 1, numbers big-endian:
 * `"HFE1"` · kind u8 · flags u8 · retailStoreId (u8 length, UTF-8) · workstationId (u8 length,
 * UTF-8) · journalId 10 · sequenceNumber u64 · prevHash 32 · bodySha256 32 · bodyBytes u32 ·
 * [personalSha256 32 if flag 1] · [u16 length, extension if flag 2].
 */
export interface EntryHeader {
  readonly kindCode: number;
  readonly retailStoreId: string;
  readonly workstationId: string;
  readonly journalId: JournalId;
  /** 1, 2, 3 … without a gap, for the life of the journal. */
  readonly sequenceNumber: number;
  /** entryHash of the entry before; {@link GENESIS_HASH} for the first. */
  readonly prevHash: Bytes;
  readonly bodySha256: Bytes;
  readonly bodyBytes: number;
  /** Salted commitment to personal data that travels beside the body and can be erased. */
  readonly personalSha256?: Bytes;
  /** Fields of a later minor version: hashed, kept, not understood. */
  readonly extension?: Bytes;
}

/** What the first entry of a journal, and the first line of a ledger, points back to. */
export const GENESIS_HASH: Bytes = new Uint8Array(SHA256_BYTES);

export function encodeEntryHeader(header: EntryHeader): Bytes {
  const flags = (header.personalSha256 ? HAS_PERSONAL : 0) | (header.extension ? HAS_EXTENSION : 0);
  const writer = new ByteWriter(192)
    .raw(MAGIC_BYTES)
    .u8(header.kindCode)
    .u8(flags)
    .text8(header.retailStoreId)
    .text8(header.workstationId)
    .raw(idBytes(header.journalId))
    .u64(header.sequenceNumber)
    .raw(header.prevHash)
    .raw(header.bodySha256)
    .u32(header.bodyBytes);
  if (header.personalSha256) writer.raw(header.personalSha256);
  if (header.extension) writer.u16(header.extension.length).raw(header.extension);
  return writer.finish();
}

const MAGIC_BYTES = Uint8Array.from(MAGIC, char => char.charCodeAt(0));

/** Refuses (`wire/malformed`) all but the one canonical encoding of a version 1 header. */
export function decodeEntryHeader(bytes: Uint8Array): EntryHeader {
  const reader = new ByteReader(bytes, 'entry header');
  reader.magic(MAGIC);
  const kindCode = reader.u8();
  const flags = reader.u8();
  if ((flags & ~(HAS_PERSONAL | HAS_EXTENSION)) !== 0) reader.fail('unknown flags');
  const retailStoreId = reader.text8();
  const workstationId = reader.text8();
  const journalId = journalIdFromBytes(reader.raw(JOURNAL_ID_BYTES));
  const sequenceNumber = reader.u64();
  if (sequenceNumber === 0) reader.fail('sequence numbers begin at 1');
  const prevHash = reader.raw(SHA256_BYTES);
  const bodySha256 = reader.raw(SHA256_BYTES);
  const bodyBytes = reader.u32();
  const personal = (flags & HAS_PERSONAL) !== 0 ? {personalSha256: reader.raw(SHA256_BYTES)} : {};
  const extension = (flags & HAS_EXTENSION) !== 0 ? {extension: decodeExtension(reader)} : {};
  reader.end();
  checkIds({retailStoreId, workstationId});
  return {
    kindCode,
    retailStoreId,
    workstationId,
    journalId,
    sequenceNumber,
    prevHash,
    bodySha256,
    bodyBytes,
    ...personal,
    ...extension,
  };
}

function decodeExtension(reader: ByteReader): Bytes {
  const length = reader.u16();
  if (length === 0 || length > WIRE_LIMITS.headerExtensionBytesMax) reader.fail('extension size');
  return reader.raw(length);
}

const PLACE = /^[A-Za-z0-9_-]{1,32}$/;

function checkIds(ids: Readonly<Record<string, string>>): void {
  for (const [field, id] of Object.entries(ids)) {
    if (!PLACE.test(id)) {
      throw new Fault('wire/malformed', {what: 'entry header', reason: `${field} is not an id`});
    }
  }
}

/** The entry's identity: SHA-256 of its header's bytes. Chains run over these. */
export function entryHashOf(digest: Digest, headerBytes: Uint8Array): Bytes {
  return digest.sha256(headerBytes);
}
