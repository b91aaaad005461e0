import type {DataKeys} from '@holdfast/data-keys';
import {keyIdOfMark, keyMark} from '@holdfast/data-keys/key-mark';
import {RowSeal} from '@holdfast/data-keys/row-seal';
import type {SegmentRecord, StoredSegment} from '@holdfast/fleet';
import {type Bytes, ByteWriter, Fault, utf8Encode} from '@holdfast/std';
import {type Database, readBytes} from '@holdfast/strict-libsql';
import {idBytes} from '@holdfast/wire';

const MARKS = "SELECT ifnull(CAST(mark AS BLOB), x'') AS mark FROM data_key";
const MARK = 'INSERT INTO data_key (mark) VALUES (:mark) ON CONFLICT DO NOTHING';

/**
 * Seals the bytes of segments under the newest data key where there are keys, each bound to its
 * place; what was stored unsealed is read as it is.
 *
 * Place: `S` · ledgerId 30 · segmentId u64 · first u64 · last u64.
 */
export class SegmentSeal {
  readonly #rows: RowSeal | undefined;

  constructor(keys: DataKeys | undefined) {
    this.#rows = keys && new RowSeal(keys);
  }

  /** Throws `data-key/missing` for a key that segments are sealed under and that is not there. */
  assertKeys(database: Database): void {
    for (const row of database.all(MARKS)) {
      const key = keyIdOfMark(readBytes(row, 'mark'));
      if (key === undefined || this.#rows?.has(key)) continue;
      throw new Fault('data-key/missing', {path: database.path, key});
    }
  }

  /** In the write of what is sealed. */
  mark(database: Database): void {
    if (this.#rows) database.run(MARK, {mark: keyMark(this.#rows.keyId)});
  }

  sealed(segment: StoredSegment): StoredSegment & {readonly sealed: 0 | 1} {
    if (!this.#rows) return {...segment, sealed: 0};
    const bytes = this.#rows.seal({place: placeOf(segment), plain: segment.bytes});
    return {...segment, bytes, sealed: 1};
  }

  /** Throws `fleet/damaged` for one that does not open as what was sealed there. */
  opened(stored: StoredSegment): StoredSegment {
    const opened = this.#rows?.open({place: placeOf(stored), sealed: stored.bytes});
    if (opened?.kind === 'opened') return {...stored, bytes: opened.plain};
    const {segmentId, ledgerId, first, last} = stored;
    const reason =
      opened?.kind === 'moved'
        ? 'was moved here: it was sealed for another place'
        : 'was changed since it was sealed';
    throw new Fault('fleet/damaged', {segmentId, ledgerId, first, last, reason});
  }
}

function placeOf({ledgerId, segmentId, first, last}: SegmentRecord): Bytes {
  const writer = new ByteWriter(56).raw(utf8Encode('S')).raw(idBytes(ledgerId));
  return writer.u64(segmentId).u64(first).u64(last).finish();
}
