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
  /** Below this the journal was pruned: 0 when nothing was. */
  readonly prunedTo: number;
}

/** The journal of one terminal, from its file. */
export function readTerminal(directory: string): ReadTerminal {
  const file = join(directory, 'journal', 'journal.db');
  if (!existsSync(file)) throw new Error(`there is no journal/journal.db in ${directory}`);
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
    const first = signatures[0]?.entry.sequenceNumber ?? 1;
    return {entries: signatures.map(({entry}) => entry), signatures, prunedTo: first - 1};
  });
}
