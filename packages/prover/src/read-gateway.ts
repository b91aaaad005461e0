import {existsSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import type {SideEntry} from '@holdfast/checkers';
import {base32, readEntry} from './entry-bytes.ts';
import {withCopy} from './open-copy.ts';
import {type ReadSegment, readSegment} from './read-segment.ts';
import {bytesOf, numberOf} from './sqlite-value.ts';

export interface ReadGateway {
  /** What head office holds, in the order in which it gives it to the ERP. */
  readonly entries: readonly SideEntry[];
  /** By journalId: the key that its entries are signed with, as head office knows it. */
  readonly journalKeys: ReadonlyMap<string, Buffer>;
}

const FLEET_FILE = /^fleet\.db$/;

/** What head office holds, from its file: rows say where, segments hold the bytes. */
export function readGateway(directory: string): ReadGateway {
  const file = readdirSync(directory).find(name => FLEET_FILE.test(name));
  if (!file || !existsSync(join(directory, file))) {
    throw new Error(`there is no fleet.db in ${directory}`);
  }
  return withCopy(join(directory, file), database => {
    const segments = new Map<number, ReadSegment | string>();
    for (const row of database.prepare('SELECT segment_id, bytes FROM segment').iterate()) {
      segments.set(numberOf(row, 'segment_id'), tryRead(bytesOf(row, 'bytes')));
    }
    const rows = database
      .prepare(
        `SELECT entry_hash, segment_id, position FROM held
          ORDER BY cursor IS NULL, cursor, journal, sequence_number`,
      )
      .all();
    const entries = rows.map(row =>
      readHeld({
        entryHash: bytesOf(row, 'entry_hash').toString('hex'),
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

function tryRead(bytes: Buffer): ReadSegment | string {
  try {
    return readSegment(bytes);
  } catch (error) {
    return error instanceof Error ? error.message : 'cannot be read';
  }
}

function readHeld(row: {
  readonly entryHash: string;
  readonly position: number;
  readonly segment: ReadSegment | string;
}): SideEntry {
  const {entryHash, position, segment} = row;
  if (typeof segment === 'string') return unreadable(entryHash, segment);
  const found = segment.entries.find(entry => entry.position === position);
  if (!found) return unreadable(entryHash, `position ${position} is not in its segment`);
  const quarantined = found.dispositionCode === 0 ? undefined : found.detail || 'set aside';
  const entry = readEntry({...found, quarantined});
  const damage =
    entry.damage ??
    (entry.entryHash === entryHash
      ? undefined
      : 'the bytes are not those of the entry that is held') ??
    (segment.computedHead === segment.headAfter
      ? undefined
      : 'the segment’s lines do not give its head');
  return {...entry, damage};
}

function unreadable(entryHash: string, damage: string): SideEntry {
  return {
    retailStoreId: '?',
    workstationId: '?',
    journalId: '?',
    sequenceNumber: 0,
    entryHash,
    prevHash: '',
    bodySha256: '',
    money: undefined,
    quarantined: undefined,
    damage,
  };
}
