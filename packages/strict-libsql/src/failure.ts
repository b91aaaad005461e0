import {Defect, Fault, type FaultCode} from '@holdfast/std';

// Primary result codes, https://sqlite.org/rescode.html. The world's; every other one is our
// mistake.
const FAULT_OF_PRIMARY: Readonly<Record<number, FaultCode>> = {
  3: 'database/failed', // PERM
  5: 'database/in-use', // BUSY
  6: 'database/in-use', // LOCKED
  7: 'database/failed', // NOMEM
  8: 'database/failed', // READONLY, also of a file moved away beneath us
  9: 'database/failed', // INTERRUPT
  10: 'database/failed', // IOERR
  11: 'database/corrupt', // CORRUPT
  13: 'database/disk-full', // FULL
  14: 'database/failed', // CANTOPEN
  15: 'database/failed', // PROTOCOL
  22: 'database/failed', // NOLFS
  26: 'database/corrupt', // NOTADB
};

// The shared-memory index grows by ftruncate and mmap, where SQLite reports a full disk as an I/O
// error.
const IOERR_SHARED_MEMORY: ReadonlySet<number> = new Set([4618, 4874, 5386]);

/**
 * Sorts what libsql threw: a Fault when the disk or another process is to blame, a Defect when the
 * statement is. `diskFull` is asked only where SQLite's own code does not tell.
 */
export function toFailure(options: {
  readonly error: unknown;
  readonly path: string;
  /** The statement, without its values. */
  readonly doing: string;
  readonly diskFull: () => boolean;
}): Fault | Defect {
  const {error, path, doing} = options;
  if (error instanceof Fault || error instanceof Defect) return error;
  const rawCode = resultCodeOf(error);
  if (rawCode === undefined) {
    // A connection that cannot be opened comes as a plain error with the number in its sentence.
    if (error instanceof Error && error.message.startsWith('ConnectionFailed'))
      return new Fault('database/failed', {path, reason: 'cannot be opened'}, {cause: error});
    if (error instanceof Error && 'syscall' in error)
      return new Fault(
        isDiskFull(error) ? 'database/disk-full' : 'database/failed',
        {path, doing},
        {cause: error},
      );
    return new Defect(`libsql takes the statement: ${doing}`, {cause: error});
  }
  const full = IOERR_SHARED_MEMORY.has(rawCode) && options.diskFull();
  const code = full ? 'database/disk-full' : FAULT_OF_PRIMARY[rawCode & 0xff];
  if (code === undefined)
    return new Defect(`SQLite takes the statement (${rawCode}): ${doing}`, {cause: error});
  return new Fault(code, {path, resultCode: rawCode}, {cause: error});
}

/** SQLite's extended result code, where the error carries one. */
export function resultCodeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('rawCode' in error)) return undefined;
  return typeof error.rawCode === 'number' ? error.rawCode : undefined;
}

function isDiskFull(error: Error): boolean {
  return 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}
