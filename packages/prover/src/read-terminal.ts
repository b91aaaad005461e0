import {existsSync} from 'node:fs';
import {join} from 'node:path';
import type {SideEntry} from '@holdfast/checkers';
import {readEntry} from './entry-bytes.ts';
import {withCopy} from './open-copy.ts';
import {bytesOf} from './sqlite-value.ts';

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
export function readTerminal(directory: string): ReadTerminal {
  const file = (number: number) =>
    join(directory, 'journal', number === 1 ? 'journal.db' : `journal-${number}.db`);
  if (!existsSync(file(1))) throw new Error(`there is no journal/journal.db in ${directory}`);
  const journals = [readJournal(file(1))];
  for (let number = 2; existsSync(file(number)); number++) {
    const journal = readJournal(file(number));
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

function readJournal(file: string): ReadJournal {
  return withCopy(file, database => {
    const rows = database
      .prepare('SELECT sequence, header, body, signature FROM entry ORDER BY sequence')
      .all();
    const signatures = rows.map(row => ({
      entry: readEntry({
        header: bytesOf(row, 'header'),
        body: bytesOf(row, 'body'),
        quarantined: undefined,
      }),
      signature: bytesOf(row, 'signature'),
    }));
    const [kept] = database.prepare("SELECT record FROM kept WHERE name = 'succeeds'").all();
    return {signatures, succeeds: kept && successionIn(bytesOf(kept, 'record'))};
  });
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
