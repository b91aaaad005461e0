import type {DataKeys} from '@holdfast/data-keys';
import {keyIdOfMark, keyMark} from '@holdfast/data-keys/key-mark';
import {RowSeal} from '@holdfast/data-keys/row-seal';
import {type Bytes, ByteWriter, Fault, utf8Encode} from '@holdfast/std';
import {
  type Database,
  type Row,
  readBytes,
  readInteger,
  readOptional,
  type SqlParameter,
} from '@holdfast/strict-libsql';
import type {JournaledEntry} from '@holdfast/terminal-sdk';
import {idBytes, type JournalId} from '@holdfast/wire';
import {entryToRow} from './entry-row.ts';

const MARKS = "SELECT ifnull(CAST(mark AS BLOB), x'') AS mark FROM data_key";
const MARK = 'INSERT INTO data_key (mark) VALUES (:mark) ON CONFLICT DO NOTHING';

/** What a sealed part takes besides itself: its head with the place, and its tag. */
export const SEALED_BYTES = 57;

type Part = 'body' | 'personal';

/**
 * Seals body and personal data of entries under the newest data key where there are keys, each
 * bound to its place; what was journaled unsealed is read as it is.
 *
 * Place: `B` for a body, `P` for personal data · journalId 10 · sequence u64.
 */
export class JournalSeal {
  readonly #rows: RowSeal | undefined;

  constructor(keys: DataKeys | undefined) {
    this.#rows = keys && new RowSeal(keys);
  }

  /** Throws `data-key/missing` for a key that entries are sealed under and that is not there. */
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

  toRow(journaled: JournaledEntry): Readonly<Record<string, SqlParameter>> {
    const row = entryToRow(journaled);
    const {entry} = journaled;
    const {journalId, sequenceNumber} = entry.header;
    const sealed = (part: Part, plain: Bytes) =>
      this.#rows?.seal({place: placeOf(part, {journalId, sequenceNumber}), plain}) ?? plain;
    return {
      ...row,
      sealed: this.#rows ? 1 : 0,
      body: sealed('body', entry.body),
      personal: entry.personal ? sealed('personal', entry.personal) : null,
    };
  }

  /** What a row takes of the cap besides its entry. */
  bytesFor({entry}: JournaledEntry): number {
    if (!this.#rows) return 0;
    return entry.personal ? 2 * SEALED_BYTES : SEALED_BYTES;
  }

  /** The row as it was before it was sealed. Throws `journal/entry-unreadable`. */
  opened(journalId: JournalId, row: Row): Row {
    if (readInteger(row, 'sealed') !== 1) return row;
    const personal = readOptional(row, 'personal', readBytes);
    const place = {journalId, sequenceNumber: readInteger(row, 'sequence')};
    return {
      ...row,
      body: this.#open('body', place, readBytes(row, 'body')),
      personal: personal ? this.#open('personal', place, personal) : null,
    };
  }

  #open(part: Part, place: EntryPlace, sealed: Bytes): Bytes {
    const opened = this.#rows?.open({place: placeOf(part, place), sealed});
    if (opened?.kind === 'opened') return opened.plain;
    const reason =
      opened?.kind === 'moved'
        ? `its ${part} was moved here: it was sealed for another place`
        : `its ${part} was changed since it was sealed`;
    throw new Fault('journal/entry-unreadable', {entry: place.sequenceNumber, reason});
  }
}

interface EntryPlace {
  readonly journalId: JournalId;
  readonly sequenceNumber: number;
}

function placeOf(part: Part, {journalId, sequenceNumber}: EntryPlace): Bytes {
  const letter = part === 'body' ? 'B' : 'P';
  const writer = new ByteWriter(19).raw(utf8Encode(letter)).raw(idBytes(journalId));
  return writer.u64(sequenceNumber).finish();
}
