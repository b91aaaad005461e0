import type {KeptEntry, KeptStatement, StoredGroup, Watermark} from '@holdfast/ledger';
import {utf8Encode} from '@holdfast/std';
import {
  type Row,
  readBytes,
  readInteger,
  readUtf8,
  type SqlParameter,
} from '@holdfast/strict-libsql';
import {
  idBytes,
  JOURNAL_ID_BYTES,
  journalIdFromBytes,
  LEDGER_ID_BYTES,
  ledgerIdFromBytes,
} from '@holdfast/wire/id-bytes';

/**
 * A column as it is read from a file that may be damaged: one flipped bit makes a BLOB a TEXT,
 * which would abort the process, or an integer something else. Whether the value is right, its hash
 * tells.
 */
const blob = (column: string) => `ifnull(CAST(${column} AS BLOB), x'') AS ${column}`;
const integer = (column: string) =>
  `max(-1, min(ifnull(CAST(${column} AS INTEGER), -1), ${Number.MAX_SAFE_INTEGER})) AS ${column}`;

export const GROUP_COLUMNS = [
  ...['first', 'last', 'all_lanes', 'codec'].map(integer),
  ...['head_before', 'head', 'digest', 'lanes', 'entries'].map(blob),
].join(', ');
export const WATERMARK_COLUMNS = `${blob('sink')}, ${integer('position')}`;
export const STATEMENT_COLUMNS = `${blob('journal_id')}, ${blob('statement')}`;
export const KEPT_COLUMNS = [
  blob('ledger_id'),
  ...['position', 'codec'].map(integer),
  blob('entry'),
].join(', ');
export const LEDGER_ID_COLUMN = blob('ledger_id');
export const FIRST_COLUMN = integer('first');
export const LAST_COLUMN = integer('last');

export function groupOfRow(row: Row): StoredGroup {
  return {
    first: readInteger(row, 'first'),
    last: readInteger(row, 'last'),
    headBefore: readBytes(row, 'head_before'),
    head: readBytes(row, 'head'),
    laneTable: readInteger(row, 'all_lanes') === 1 ? 'all' : 'touched',
    lanes: readBytes(row, 'lanes'),
    codec: readInteger(row, 'codec'),
    entries: readBytes(row, 'entries'),
    digest: readBytes(row, 'digest'),
  };
}

export function groupToRow(group: StoredGroup): Readonly<Record<string, SqlParameter>> {
  const {first, last, headBefore, head, laneTable, lanes, codec, entries, digest} = group;
  const allLanes = laneTable === 'all' ? 1 : 0;
  return {first, last, allLanes, codec, headBefore, head, digest, lanes, entries};
}

export function watermarkOfRow(row: Row): Watermark {
  return {sink: readUtf8(row, 'sink'), position: readInteger(row, 'position')};
}

export function watermarkToRow({
  sink,
  position,
}: Watermark): Readonly<Record<string, SqlParameter>> {
  return {sink: utf8Encode(sink), position};
}

/** Empty for a row that is damaged: what it said, the gateway says again. */
export function statementOfRow(row: Row): readonly KeptStatement[] {
  const journalId = readBytes(row, 'journal_id');
  if (journalId.length !== JOURNAL_ID_BYTES) return [];
  return [{journalId: journalIdFromBytes(journalId), bytes: readBytes(row, 'statement')}];
}

export function statementToRow(kept: KeptStatement): Readonly<Record<string, SqlParameter>> {
  return {journalId: idBytes(kept.journalId), statement: kept.bytes};
}

/** Empty for a row whose id is damaged; whether the entry is right, its own hash tells. */
export function keptOfRow(row: Row): readonly KeptEntry[] {
  const ledgerId = readBytes(row, 'ledger_id');
  const position = readInteger(row, 'position');
  if (ledgerId.length !== LEDGER_ID_BYTES || position < 1) return [];
  return [{ledgerId: ledgerIdFromBytes(ledgerId), position, bytes: readBytes(row, 'entry')}];
}

export function keptToRow({
  ledgerId,
  position,
  bytes,
}: KeptEntry): Readonly<Record<string, SqlParameter>> {
  return {ledgerId: idBytes(ledgerId), position, entry: bytes};
}
