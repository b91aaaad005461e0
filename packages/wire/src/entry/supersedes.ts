import {ByteReader, type Bytes, ByteWriter, isFault, SHA256_BYTES} from '@holdfast/std';
import {idBytes, JOURNAL_ID_BYTES, journalIdFromBytes} from '../id-bytes.ts';
import type {JournalId} from '../ids.ts';
import type {EntryHeader} from './entry-header.ts';

/** An entry of a closed journal that an entry of its successor stands for. */
export interface Superseded {
  readonly journalId: JournalId;
  readonly sequenceNumber: number;
  readonly entryHash: Bytes;
}

/** The first field of a header's extension: tag u8 · length u16 · bytes, field after field. */
const SUPERSEDES = 1;
const ITEM_BYTES = JOURNAL_ID_BYTES + 8 + SHA256_BYTES;

/**
 * The header extension of an entry that was made once before, in a journal that had to be closed:
 * which entry it stands for, and which that one stood for, newest first. The last one is the entry
 * whose receipt was printed.
 */
export function encodeSupersedes(chain: readonly Superseded[]): Bytes {
  const writer = new ByteWriter(3 + chain.length * ITEM_BYTES)
    .u8(SUPERSEDES)
    .u16(chain.length * ITEM_BYTES);
  for (const {journalId, sequenceNumber, entryHash} of chain) {
    writer.raw(idBytes(journalId)).u64(sequenceNumber).raw(entryHash);
  }
  return writer.finish();
}

/**
 * What an entry supersedes, newest first; empty for nearly every entry. An extension that this
 * version cannot read says nothing: it is kept, hashed, and left to whoever understands it.
 */
export function supersededBy({extension}: Pick<EntryHeader, 'extension'>): readonly Superseded[] {
  if (!extension) return [];
  try {
    return readSupersedes(new ByteReader(extension, 'header extension'));
  } catch (error) {
    if (isFault(error, 'wire/malformed')) return [];
    throw error;
  }
}

function readSupersedes(reader: ByteReader): readonly Superseded[] {
  const found: Superseded[] = [];
  while (reader.remaining > 0) {
    const tag = reader.u8();
    const field = reader.raw(reader.u16());
    if (tag !== SUPERSEDES) continue;
    const items: ByteReader = new ByteReader(field, 'supersedes');
    while (items.remaining > 0) {
      const journalId = journalIdFromBytes(items.raw(JOURNAL_ID_BYTES));
      const sequenceNumber = items.u64();
      if (sequenceNumber === 0) items.fail('sequence numbers begin at 1');
      found.push({journalId, sequenceNumber, entryHash: items.raw(SHA256_BYTES)});
    }
  }
  return found;
}
