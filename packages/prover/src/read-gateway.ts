import {existsSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import type {SideEntry} from '@holdfast/checkers';
import {readEntry} from './entry-bytes.ts';
import {withCopy} from './open-copy.ts';
import {type ReadSegment, readSegment} from './read-segment.ts';
import {SealBook} from './seal-book.ts';
import {bytesOf, numberOf} from './sqlite-value.ts';
import {unreadable} from './unreadable-entry.ts';
import {base32, join as joinBytes, latin, u64} from './verify/bytes.ts';

export interface ReadGateway {
  /** What head office holds, in the order in which it gives it to the ERP. */
  readonly entries: readonly SideEntry[];
  /** By journalId: the key that its entries are signed with, as head office knows it. */
  readonly journalKeys: ReadonlyMap<string, Buffer>;
}

const FLEET_FILE = /^fleet\.db$/;

/** What head office holds, from its file: rows say where, segments hold the bytes. */
export function readGateway(directory: string, credential?: Uint8Array): ReadGateway {
  const file = readdirSync(directory).find(name => FLEET_FILE.test(name));
  if (!file || !existsSync(join(directory, file))) {
    throw new Error(`there is no fleet.db in ${directory}`);
  }
  return withCopy(join(directory, file), database => {
    const seals = new SealBook({
      file: join(directory, 'keys', 'data-keys.json'),
      ...(credential ? {credential} : {}),
    });
    const segments = new Map<number, ReadSegment | string>();
    const stored = database.prepare('SELECT * FROM segment JOIN ledger USING (ledger)');
    for (const row of stored.iterate()) {
      segments.set(numberOf(row, 'segment_id'), tryRead(row, seals));
    }
    const rows = database
      .prepare(
        `SELECT h.entry_hash, h.segment_id, h.position, b.entry_hash AS hash_before
           FROM held h LEFT JOIN held b
             ON b.journal = h.journal AND b.sequence_number = h.sequence_number - 1
          ORDER BY h.cursor IS NULL, h.cursor, h.journal, h.sequence_number`,
      )
      .all();
    const entries = rows.map(row =>
      readHeld({
        entryHash: bytesOf(row, 'entry_hash').toString('hex'),
        hashBefore: row['hash_before'] === null ? undefined : bytesOf(row, 'hash_before'),
        position: numberOf(row, 'position'),
        segment: segments.get(numberOf(row, 'segment_id')) ?? 'its segment is gone',
      }),
    );
    const journalKeys = new Map(
      database
        .prepare('SELECT journal_id, public_key FROM journal WHERE public_key IS NOT NULL')
        .all()
        .map(row => [base32(bytesOf(row, 'journal_id')), bytesOf(row, 'public_key')]),
    );
    return {entries, journalKeys};
  });
}

type Row = Parameters<typeof bytesOf>[0];

/** In older files no row is sealed, and none says so. */
function tryRead(row: Row, seals: SealBook): ReadSegment | string {
  const bytes = bytesOf(row, 'bytes');
  // Behind one from which something was erased, zeros fill its old place.
  const padding = row['padding'] === undefined ? 0 : numberOf(row, 'padding');
  const whole = (stored: Uint8Array) => stored.subarray(0, stored.length - padding);
  try {
    if (row['sealed'] === undefined || numberOf(row, 'sealed') === 0)
      return readSegment(whole(bytes));
    const numbers = ['segment_id', 'first', 'last'].map(column => u64(numberOf(row, column)));
    const place = joinBytes(latin('S'), bytesOf(row, 'ledger_id'), ...numbers);
    return readSegment(whole(seals.open(bytes, place)));
  } catch (error) {
    return error instanceof Error ? error.message : 'cannot be read';
  }
}

function readHeld(row: {
  readonly entryHash: string;
  readonly hashBefore: Buffer | undefined;
  readonly position: number;
  readonly segment: ReadSegment | string;
}): SideEntry {
  const {entryHash, hashBefore, position, segment} = row;
  if (typeof segment === 'string') return unreadable(entryHash, segment);
  const found = segment.entries.find(entry => entry.position === position);
  if (!found) return unreadable(entryHash, `position ${position} is not in its segment`);
  const quarantined = found.dispositionCode === 0 ? undefined : found.detail || 'set aside';
  const entry = readEntry({...found, quarantined});
  if (entry.entryHash === entryHash)
    return {...entry, damage: entry.damage ?? headDamage(segment, position)};
  // A changed entry changes the hashes of all that follow it in its segment. With the link it
  // should have, one that only follows is whole again, and the finding names the one that was
  // changed.
  const relinked =
    hashBefore && readEntry({...found, header: relink(found.header, hashBefore), quarantined});
  if (relinked?.entryHash === entryHash) return relinked;
  return {...entry, damage: entry.damage ?? 'the bytes are not those of the entry that is held'};
}

/** Said once a segment, at its last line. */
function headDamage(segment: ReadSegment, position: number): string | undefined {
  const ends = position === segment.last && segment.computedHead !== segment.headAfter;
  return ends ? 'the lines of its segment do not give the head that it states' : undefined;
}

/**
 * The header with another prevHash: it stands behind magic, kind, flags, two texts, journalId and
 * sequence.
 */
function relink(header: Buffer, prevHash: Buffer): Buffer {
  const changed = Buffer.from(header);
  const storeLength = header[6] ?? 0;
  const workstationLength = header[7 + storeLength] ?? 0;
  prevHash.copy(changed, 8 + storeLength + workstationLength + 18);
  return changed;
}
