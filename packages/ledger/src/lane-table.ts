import {ByteReader, type Bytes, ByteWriter, SHA256_BYTES} from '@holdfast/std';
import {idBytes, JOURNAL_ID_BYTES, type JournalId, journalIdFromBytes} from '@holdfast/wire';

/** Where one journal ends in what this hub has recorded. */
export interface RecordedTail {
  readonly retailStoreId: string;
  readonly workstationId: string;
  readonly journalId: JournalId;
  readonly sequenceNumber: number;
  readonly entryHash: Bytes;
}

/**
 * The lanes of a commit group, so that a start needs no entry older than the newest full table.
 *
 * Per lane: retailStoreId and workstationId (u8 length, UTF-8) · journalId 10 · sequenceNumber
 * varint · entryHash 32. A varint before them counts the lanes.
 */
export function encodeLaneTable(lanes: readonly RecordedTail[]): Bytes {
  const writer = new ByteWriter(16 + lanes.length * 96).varint(lanes.length);
  for (const lane of lanes) {
    writer
      .text8(lane.retailStoreId)
      .text8(lane.workstationId)
      .raw(idBytes(lane.journalId))
      .varint(lane.sequenceNumber)
      .raw(lane.entryHash);
  }
  return writer.finish();
}

/** Throws `wire/malformed`. */
export function decodeLaneTable(bytes: Uint8Array): readonly RecordedTail[] {
  const reader = new ByteReader(bytes, 'lane table');
  const count = reader.varint();
  if (count > bytes.length) reader.fail('more lanes than bytes');
  const lanes = Array.from({length: count}, () => ({
    retailStoreId: reader.text8(),
    workstationId: reader.text8(),
    journalId: journalIdFromBytes(reader.raw(JOURNAL_ID_BYTES)),
    sequenceNumber: reader.varint(),
    entryHash: reader.raw(SHA256_BYTES),
  }));
  reader.end();
  return lanes;
}
