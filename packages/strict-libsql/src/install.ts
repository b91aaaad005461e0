import {existsSync, rmSync} from 'node:fs';
import {assert} from '@holdfast/std';
import {numberedNames, renameDurably, syncFile} from './durable-file.ts';
import {toFailure} from './failure.ts';
import {connect} from './raw-libsql.ts';
import {migrationSql, type Schema} from './schema.ts';

const SIDE_FILES = ['-journal', '-wal', '-shm'] as const;

/**
 * Makes a new file, whole or not at all: it is built under another name, closed, synced, and
 * renamed. So no crash leaves half a schema, and the rollback journal of the switch to WAL, should
 * a power cut bring it back, belongs to a name nobody opens.
 *
 * A log left behind by a lost database of the same name would be replayed into the new one: it is
 * kept, renamed.
 */
export function installDatabase(options: {
  readonly path: string;
  readonly pageBytes: number;
  readonly schema: Schema;
}): void {
  const {path, pageBytes, schema} = options;
  const isPower = Number.isInteger(Math.log2(pageBytes));
  assert(
    isPower && pageBytes >= 512 && pageBytes <= 65_536,
    'a page is 512…65536 bytes, power of 2',
  );

  const draft = `${path}.installing`;
  for (const ending of ['', ...SIDE_FILES]) rmSync(`${draft}${ending}`, {force: true});
  // `exec` only, so that `close` closes: see `FileLock`.
  const script = `
    PRAGMA page_size = ${pageBytes};
    PRAGMA journal_mode = WAL;
    BEGIN IMMEDIATE;
    ${migrationSql(schema, 0)};
    COMMIT;`;
  try {
    const connection = connect(draft, 0);
    try {
      connection.exec(script);
    } finally {
      connection.close();
    }
  } catch (error) {
    throw toFailure({error, path, doing: script, diskFull: () => false});
  }
  assert(!existsSync(`${draft}-wal`), 'a closed draft has no log of its own');
  syncFile(draft);

  for (const ending of SIDE_FILES) keepOrphan(`${path}${ending}`);
  renameDurably({from: draft, to: path});
}

function keepOrphan(orphan: string): void {
  if (!existsSync(orphan)) return;
  for (const name of numberedNames({stem: orphan, ending: '.orphan'})) {
    if (existsSync(name)) continue;
    renameDurably({from: orphan, to: name});
    return;
  }
}
