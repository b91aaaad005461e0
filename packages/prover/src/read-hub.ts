import {existsSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import type {LedgerPlace, SideEntry} from '@holdfast/checkers';
import {ByteCursor} from './byte-cursor.ts';
import {base32, headAfterLine, readEntry} from './entry-bytes.ts';
import {withCopy} from './open-copy.ts';
import {nameOfLedger, type PrunedWord, readPrunedWord} from './pruned-word.ts';
import {bytesOf, numberOf} from './sqlite-value.ts';

export interface ReadHub {
  readonly entries: readonly SideEntry[];
  /** By journal: the last sequence that retention deleted here. */
  readonly prunedTo: ReadonlyMap<string, number>;
  readonly places: readonly LedgerPlace[];
  /** By ledger: where it begins after, where the hub itself said that it would. */
  readonly placesPrunedTo: ReadonlyMap<string, number>;
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
  const words = ledgers.flatMap(ledger => ledger.words);
  const entries = ledgers.flatMap(({kept, entries}) => [...kept, ...entries]);
  const covered = new Map(ledgers.flatMap(ledger => [...ledger.statements]));
  return {
    entries,
    prunedTo: words.length === 0 ? new Map() : prunedJournals(entries, covered),
    places: ledgers.flatMap(({places}) => places),
    placesPrunedTo: new Map(
      ledgers.flatMap(ledger => (isSaid(ledger, words) ? [[ledger.ledgerId, ledger.base]] : [])),
    ),
  };
}

type Database = Parameters<Parameters<typeof withCopy>[1]>[0];

function readLedger(database: Database) {
  const [ledger] = database.prepare('SELECT ledger_id FROM ledger').all();
  const idBytes = ledger && bytesOf(ledger, 'ledger_id');
  const groups = database
    .prepare(
      'SELECT first, last, codec, head_before, head, entries FROM commit_group ORDER BY first',
    )
    .all();
  const ledgerId = idBytes?.toString('hex') ?? 'unnamed';
  const entries: SideEntry[] = [];
  const places: LedgerPlace[] = [];
  const words: PrunedWord[] = [];
  const base = groups[0] ? numberOf(groups[0], 'first') - 1 : 0;
  const baseHead =
    groups[0] && base > 0 ? bytesOf(groups[0], 'head_before').toString('hex') : '0'.repeat(64);
  let head = baseHead;
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
      if (entry.workstationId === 'hub' && body) words.push(...readPrunedWord(body));
    }
    if (cursor.left !== 0) throw new Error(`the group at ${first} has bytes left over`);
  }
  const name = idBytes ? nameOfLedger(idBytes) : '';
  const statements = readStatements(database);
  const kept = base > 0 || hasKept(database) ? readKept(database) : [];
  return {ledgerId, name, base, baseHead, entries, kept, places, words, statements};
}

/** A beginning is missing by right only where the hub signed for the head that the rest follows. */
function isSaid(
  ledger: Pick<ReturnType<typeof readLedger>, 'name' | 'base' | 'baseHead' | 'places'>,
  words: readonly PrunedWord[],
): boolean {
  const {name, base, baseHead, places} = ledger;
  const word = words.findLast(({ledgerId}) => ledgerId === name);
  if (base === 0 || !word || word.position < base) return false;
  if (word.position === base) return word.head === baseHead;
  return places.find(({position}) => position === word.position)?.head === word.head;
}

/** By journal: what is missing of its beginning, as far as a kept statement covers that (I8). */
function prunedJournals(
  entries: readonly SideEntry[],
  covered: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  const first = new Map<string, number>();
  for (const {journalId, sequenceNumber} of entries) {
    first.set(journalId, Math.min(sequenceNumber, first.get(journalId) ?? sequenceNumber));
  }
  return new Map(
    [...covered].map(([journalId, sequence]) => [
      journalId,
      Math.min(sequence, (first.get(journalId) ?? sequence + 1) - 1),
    ]),
  );
}

function hasKept(database: Database): boolean {
  const tables = database.prepare("SELECT name FROM sqlite_master WHERE name = 'kept_entry'");
  return tables.all().length > 0;
}

/** The hub's own entries among what was deleted: each written as a commit group of one. */
function readKept(database: Database): SideEntry[] {
  return database
    .prepare('SELECT entry FROM kept_entry ORDER BY ledger_id, position')
    .all()
    .map(row => {
      const {header, body} = readGroupEntry(new ByteCursor(bytesOf(row, 'entry')));
      return readEntry({header, body, quarantined: undefined});
    });
}

/** By journal: docs/protocol.md, "Held statement". */
function readStatements(database: Database): ReadonlyMap<string, number> {
  return new Map(
    database
      .prepare('SELECT statement FROM held_statement')
      .all()
      .map(row => {
        const cursor = new ByteCursor(bytesOf(row, 'statement'));
        cursor.take(4);
        cursor.text();
        cursor.text();
        const journalId = base32(cursor.take(10));
        return [journalId, cursor.u64()] as const;
      }),
  );
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
