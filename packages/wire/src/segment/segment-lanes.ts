import {
  type ByteReader,
  type Bytes,
  type ByteWriter,
  SHA256_BYTES,
  SIGNATURE_BYTES,
} from '@holdfast/std';
import type {EntryHeader} from '../entry/entry-header.ts';
import type {JournalEntry} from '../entry/journal-entry.ts';
import {idBytes, JOURNAL_ID_BYTES, journalIdFromBytes} from '../id-bytes.ts';
import type {JournalId} from '../ids.ts';
import {WIRE_LIMITS} from '../limits.ts';

interface Lane {
  readonly first: EntryHeader;
  newest: JournalEntry;
}

/** The journals of a segment's entries, in the order in which they appear. */
export class LaneTable {
  readonly #lanes = new Map<JournalId, Lane & {readonly index: number}>();

  /** False for an entry that does not follow the newest of its lane. */
  take(entry: JournalEntry): boolean {
    const {journalId, sequenceNumber} = entry.header;
    const lane = this.#lanes.get(journalId);
    if (!lane) {
      const index = this.#lanes.size;
      this.#lanes.set(journalId, {first: entry.header, newest: entry, index});
      return true;
    }
    const follows = sequenceNumber === lane.newest.header.sequenceNumber + 1;
    lane.newest = entry;
    return follows;
  }

  get size(): number {
    return this.#lanes.size;
  }

  indexOf(journalId: JournalId): number {
    return this.#lanes.get(journalId)?.index ?? 0;
  }

  write(writer: ByteWriter): void {
    writer.varint(this.#lanes.size);
    for (const {first, newest} of this.#lanes.values()) {
      writer.text8(first.retailStoreId).text8(first.workstationId).raw(idBytes(first.journalId));
      writer.varint(first.sequenceNumber).raw(first.prevHash);
      if (newest.signature) writer.u8(1).raw(newest.signature);
      else writer.u8(0);
    }
  }
}

/** A lane while its entries are being rebuilt. */
export interface LaneState {
  readonly retailStoreId: string;
  readonly workstationId: string;
  readonly journalId: JournalId;
  /** Of its newest entry here. */
  readonly signature: Bytes | undefined;
  nextSequence: number;
  prevHash: Bytes;
  clockOffsetMs: number;
  newestAt: number;
}

export function readLanes(reader: ByteReader): LaneState[] {
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
      ...{retailStoreId, workstationId, journalId, nextSequence, prevHash, signature},
      clockOffsetMs: 0,
      newestAt: -1,
    };
  });
}
