import {existsSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import type {LedgerPlace, SideEntry} from '@holdfast/checkers';
import {ByteCursor} from './byte-cursor.ts';
import {headAfterLine, readEntry} from './entry-bytes.ts';
import {withCopy} from './open-copy.ts';
import {bytesOf, numberOf} from './sqlite-value.ts';

export interface ReadHub {
  readonly entries: readonly SideEntry[];
  readonly places: readonly LedgerPlace[];
}

const LEDGER_FILE = /^ledger-\d+\.db$/;

/** Every ledger of one hub, oldest first, from its files. */
export function readHub(directory: string): ReadHub {
  const folder = join(directory, 'ledgers');
  const files = existsSync(folder)
    ? readdirSync(folder).filter(name => LEDGER_FILE.test(name))
    : [];
  if (files.length === 0) throw new Error(`there are no ledgers in ${directory}`);
  const ledgers = files.sort().map(name => withCopy(join(folder, name), readLedger));
  return {
    entries: ledgers.flatMap(({entries}) => entries),
    places: ledgers.flatMap(({places}) => places),
  };
}

function readLedger(database: Parameters<Parameters<typeof withCopy>[1]>[0]): ReadHub {
  const [ledger] = database.prepare('SELECT ledger_id FROM ledger').all();
  const ledgerId = ledger ? bytesOf(ledger, 'ledger_id').toString('hex') : 'unnamed';
  const groups = database
    .prepare('SELECT first, last, codec, head, entries FROM commit_group ORDER BY first')
    .all();
  const entries: SideEntry[] = [];
  const places: LedgerPlace[] = [];
  let head = '0'.repeat(64);
  for (const group of groups) {
    if (numberOf(group, 'codec') !== 1) throw new Error('a commit group of an unknown codec');
    const cursor = new ByteCursor(bytesOf(group, 'entries'));
    const [first, last] = [numberOf(group, 'first'), numberOf(group, 'last')];
    let recordedAtMs = 0;
    for (let position = first; position <= last; position++) {
      const {header, body, line} = readGroupEntry(cursor);
      recordedAtMs += line.sinceMs;
      const quarantined = line.dispositionCode === 0 ? undefined : line.detail || 'set aside';
      const entry = readEntry({header, body, quarantined});
      head = headAfterLine(head, {...line, position, recordedAtMs, entryHash: entry.entryHash});
      const storedHead = position === last ? bytesOf(group, 'head').toString('hex') : undefined;
      entries.push(entry);
      places.push({ledgerId, position, head, storedHead});
    }
    if (cursor.left !== 0) throw new Error(`the group at ${first} has bytes left over`);
  }
  return {entries, places};
}

/** One entry of a commit group, codec 1: docs/protocol.md, "Commit group". */
function readGroupEntry(cursor: ByteCursor) {
  const flags = cursor.byte();
  const sinceMs = cursor.varint();
  const clockOffsetMs = cursor.signed();
  const dispositionCode = cursor.byte();
  const detail = dispositionCode === 0 ? '' : cursor.text();
  const header = cursor.take(cursor.varint());
  const body = flags & 1 ? cursor.take(cursor.varint()) : undefined;
  if (flags & 2) cursor.take(cursor.varint());
  if (flags & 4) cursor.take(64);
  return {header, body, line: {sinceMs, clockOffsetMs, dispositionCode, detail}};
}
