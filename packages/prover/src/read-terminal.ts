import {existsSync} from 'node:fs';
import {join} from 'node:path';
import type {SideEntry} from '@holdfast/checkers';
import {readEntry} from './entry-bytes.ts';
import {withCopy} from './open-copy.ts';
import {SealBook} from './seal-book.ts';
import {bytesOf, numberOf} from './sqlite-value.ts';
import {join as joinBytes, latin, u64} from './verify/bytes.ts';

export interface ReadTerminal {
  readonly entries: readonly SideEntry[];
  /** By entry key: what signed it, for the signatures' own check. */
  readonly signatures: readonly {readonly entry: SideEntry; readonly signature: Buffer}[];
  /** By journal: below this it was pruned. */
  readonly prunedTo: ReadonlyMap<string, number>;
  /** By journal that was closed and succeeded: the last entry that it shares with the hub. */
  readonly lastCommon: ReadonlyMap<string, number>;
}

/**
 * The journals of one terminal, from their files: the one it began with, and those it went on in. A
 * file that does not say which journal it succeeds was only prepared.
 */
export function readTerminal(directory: string, credential?: Uint8Array): ReadTerminal {
  const file = (number: number) =>
    join(directory, 'journal', number === 1 ? 'journal.db' : `journal-${number}.db`);
  if (!existsSync(file(1))) throw new Error(`there is no journal/journal.db in ${directory}`);
  const seals = new SealBook({
    file: join(directory, 'journal', 'data-keys.json'),
    ...(credential ? {credential} : {}),
  });
  const journals = [readJournal(file(1), seals)];
  for (let number = 2; existsSync(file(number)); number++) {
    const journal = readJournal(file(number), seals);
    if (journal.succeeds) journals.push(journal);
  }
  const signatures = journals.flatMap(journal => journal.signatures);
  return {
    entries: signatures.map(({entry}) => entry),
    signatures,
    prunedTo: new Map(journals.flatMap(prunedIn)),
    lastCommon: new Map(
      journals.flatMap(({succeeds}) =>
        succeeds ? [[succeeds.journalId, succeeds.lastCommonSequence] as const] : [],
      ),
    ),
  };
}

interface ReadJournal {
  readonly signatures: ReadTerminal['signatures'];
  readonly succeeds: {readonly journalId: string; readonly lastCommonSequence: number} | undefined;
}

function readJournal(file: string, seals: SealBook): ReadJournal {
  return withCopy(file, database => {
    const rows = database.prepare('SELECT * FROM entry ORDER BY sequence').all();
    const signatures = rows.map(row => ({
      entry: entryOf(row, seals),
      signature: bytesOf(row, 'signature'),
    }));
    const [kept] = database.prepare("SELECT record FROM kept WHERE name = 'succeeds'").all();
    return {signatures, succeeds: kept && successionIn(bytesOf(kept, 'record'))};
  });
}

/** In older files no row is sealed, and none says so. */
function entryOf(row: Parameters<typeof bytesOf>[0], seals: SealBook): SideEntry {
  const [header, stored] = [bytesOf(row, 'header'), bytesOf(row, 'body')];
  const isSealed = row['sealed'] !== undefined && numberOf(row, 'sealed') === 1;
  const beside = row['personal'] === null ? undefined : bytesOf(row, 'personal');
  // Where only zeros are left, it was erased.
  const kept = beside?.some(byte => byte !== 0) ? beside : undefined;
  if (!isSealed) return readEntry({header, body: stored, personal: kept, quarantined: undefined});
  try {
    // Behind magic, kind, flags and two texts, the header names the journal.
    const at = 8 + (header[6] ?? 0) + (header[7 + (header[6] ?? 0)] ?? 0);
    const journalId = header.subarray(at, at + 10);
    const place = joinBytes(latin('B'), journalId, u64(numberOf(row, 'sequence')));
    const personal = kept && seals.open(kept, joinBytes(latin('P'), place.subarray(1)));
    const body = seals.open(stored, place);
    return readEntry({header, body, personal, quarantined: undefined});
  } catch (error) {
    const damage = error instanceof Error ? `its body ${error.message}` : 'cannot be read';
    return {...readEntry({header, body: undefined, quarantined: undefined}), damage};
  }
}

function successionIn(record: Buffer): ReadJournal['succeeds'] {
  const {journalId, lastCommonSequence}: Record<string, unknown> = JSON.parse(
    record.toString('utf8'),
  );
  if (typeof journalId !== 'string' || typeof lastCommonSequence !== 'number') {
    throw new Error('a journal does not say which one it succeeds');
  }
  return {journalId, lastCommonSequence};
}

function prunedIn({signatures}: ReadJournal): (readonly [string, number])[] {
  const first = signatures[0]?.entry;
  return first && first.sequenceNumber > 1 ? [[first.journalId, first.sequenceNumber - 1]] : [];
}
