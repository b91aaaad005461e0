import {rmSync} from 'node:fs';
import {isFault} from '@holdfast/std';
import type {Connection} from './connection.ts';
import {syncFile} from './durable-file.ts';
import {toFailure} from './failure.ts';

/**
 * Writes a whole, compact copy to `draft`, over whatever is there, and returns after its content is
 * on the disk. Of its faults only `database/corrupt` breaks the original, which is only read; the
 * others tell of the copy's disk.
 */
export function vacuumInto(connection: Connection, draft: string): void {
  rmSync(draft, {force: true});
  try {
    connection.execUnmarked(`VACUUM INTO '${draft.replaceAll("'", "''")}'`);
    syncFile(draft);
  } catch (error) {
    rmSync(draft, {force: true});
    if (isFault(error, 'database/corrupt')) connection.markFailed(error);
    throw toFailure({error, path: draft, doing: 'copy the database', diskFull: () => false});
  }
}
