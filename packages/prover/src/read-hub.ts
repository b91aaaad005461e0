import {existsSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import type {LedgerPlace, SideEntry} from '@holdfast/checkers';
import {ByteCursor} from './byte-cursor.ts';
import {headAfterLine, readEntry} from './entry-bytes.ts';
import {readGroupEntries, unsealedGroup, unsealedKept} from './group-bytes.ts';
import {withCopy} from './open-copy.ts';
import {nameOfLedger, type PrunedWord, readPrunedWord} from './pruned-word.ts';
import {readAnchor} from './read-anchor.ts';
import {SealBook} from './seal-book.ts';
import {bytesOf, numberOf} from './sqlite-value.ts';
import {unreadable} from './unreadable-entry.ts';
import {base32} from './verify/bytes.ts';

export interface ReadHub {
  readonly entries: readonly SideEntry[];
  /** By journal: the last sequence that is not here, by right: a statement covers it (I8). */
  readonly prunedTo: ReadonlyMap<string, number>;
  readonly places: readonly LedgerPlace[];
  /** By ledger: where it begins after, where the hub itself said that it would. */
  readonly placesPrunedTo: ReadonlyMap<string, number>;
  /** By journal: how far head office had signed, by the newest statement that is here. */
  readonly coveredTo: ReadonlyMap<string, number>;
  /** What the newest ledger's anchor says, where it can be read. */
  readonly anchored?: {readonly ledgerId: string; readonly position: number};
}

const LEDGER_FILE = /^ledger-\d+\.db$/;

/** Every ledger of one hub, oldest first, from its files, opened with the keys beside them. */
export function readHub(directory: string, credential?: Uint8Array): ReadHub {
  const folder = join(directory, 'ledgers');
  const files = existsSync(folder)
    ? readdirSync(folder).filter(name => LEDGER_FILE.test(name))
    : [];
  if (files.length === 0) throw new Error(`there are no ledgers in ${directory}`);
  const names = files.sort();
  const seals = new SealBook({
    file: join(directory, 'keys', 'data-keys.json'),
    ...(credential ? {credential} : {}),
  });
  const ledgers = names.map(name =>
    withCopy(join(folder, name), database => readLedger(database, seals)),
  );
  const words = ledgers.flatMap(ledger => ledger.words);
  const entries = eachOnce(ledgers.map(({kept, entries}) => [...kept, ...entries]));
  const covered = new Map(ledgers.flatMap(ledger => [...ledger.statements]));
  return {
    entries,
    prunedTo: prunedJournals(entries, covered),
    coveredTo: covered,
    ...anchorOf(folder, {name: names.at(-1), ledger: ledgers.at(-1)}),
    places: ledgers.flatMap(({places}) => places),
    placesPrunedTo: new Map(
      ledgers.flatMap(ledger => (isSaid(ledger, words) ? [[ledger.ledgerId, ledger.base]] : [])),
    ),
  };
}

/**
 * An entry may have two positions, one in each of two ledgers: where head office went back, tills
 * send again what an earlier ledger has, too. It counts where it stands last. Twice in one ledger
 * is for the checkers to find.
 */
function eachOnce(ledgers: readonly (readonly SideEntry[])[]): SideEntry[] {
  const later = new Set<string>();
  const kept = ledgers.toReversed().map(entries => {
    const here = entries.filter(({entryHash}) => !later.has(entryHash));
    for (const {entryHash} of entries) later.add(entryHash);
    return here;
  });
  return kept.toReversed().flat();
}

type Database = Parameters<Parameters<typeof withCopy>[1]>[0];

function readLedger(database: Database, seals: SealBook) {
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
    const [first, last] = [numberOf(group, 'first'), numberOf(group, 'last')];
    const bytes = bytesOfGroup(group, idBytes, seals);
    if (typeof bytes === 'string') {
      head = bytesOf(group, 'head').toString('hex');
      entries.push(unreadable(head, `the commit group from ${first} to ${last} ${bytes}`));
      continue;
    }
    for (const line of readGroupEntries({first, last, bytes})) {
      const {position} = line;
      const quarantined = line.dispositionCode === 0 ? undefined : line.detail || 'set aside';
      const entry = readEntry({...line, quarantined});
      head = headAfterLine(head, {...line, entryHash: entry.entryHash});
      const storedHead = position === last ? bytesOf(group, 'head').toString('hex') : undefined;
      entries.push(entry);
      places.push({ledgerId, position, head, storedHead});
      if (entry.workstationId === 'hub' && line.body) words.push(...readPrunedWord(line.body));
    }
  }
  const name = idBytes ? nameOfLedger(idBytes) : '';
  const statements = readStatements(database);
  const kept = base > 0 || hasKept(database) ? readKept(database, seals) : [];
  return {ledgerId, name, base, baseHead, entries, kept, places, words, statements};
}

/** Nothing where there is no anchor that checks, or one of another ledger. */
function anchorOf(
  folder: string,
  newest: {
    readonly name: string | undefined;
    readonly ledger: ReturnType<typeof readLedger> | undefined;
  },
): Pick<ReadHub, 'anchored'> {
  const {name, ledger} = newest;
  const anchor = name && readAnchor(join(folder, name.replace(/\.db$/, '.anchor')));
  if (!anchor || !ledger || anchor.ledgerId !== ledger.name) return {};
  return {anchored: {ledgerId: ledger.ledgerId, position: anchor.position}};
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
function readKept(database: Database, seals: SealBook): SideEntry[] {
  return database
    .prepare('SELECT * FROM kept_entry ORDER BY ledger_id, position')
    .all()
    .map(row => {
      const [kept] = readGroupEntries({first: 1, last: 1, bytes: bytesOfKept(row, seals)});
      if (!kept) throw new Error('a kept entry is a commit group of one');
      return readEntry({...kept, quarantined: undefined});
    });
}

type Row = Parameters<typeof bytesOf>[0];

/** Where they do not open, the reason. */
function bytesOfGroup(
  row: Row,
  ledgerId: Buffer | undefined,
  seals: SealBook,
): Uint8Array | string {
  const [first, last] = [numberOf(row, 'first'), numberOf(row, 'last')];
  const [codec, bytes] = [numberOf(row, 'codec'), bytesOf(row, 'entries')];
  try {
    return unsealedGroup({first, last, codec, bytes, ledgerId: ledgerId ?? Buffer.of()}, seals);
  } catch (cause) {
    return cause instanceof Error ? cause.message : 'cannot be read';
  }
}

function bytesOfKept(row: Row, seals: SealBook): Uint8Array {
  const codec = row['codec'] === undefined ? undefined : numberOf(row, 'codec');
  const [position, bytes] = [numberOf(row, 'position'), bytesOf(row, 'entry')];
  return unsealedKept({position, codec, bytes, ledgerId: bytesOf(row, 'ledger_id')}, seals);
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
