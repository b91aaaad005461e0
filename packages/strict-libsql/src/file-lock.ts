import {Fault} from '@holdfast/std';
import {resultCodeOf, toFailure} from './failure.ts';
import {connect, type RawConnection} from './raw-libsql.ts';

const SQLITE_BUSY = 5;

/**
 * Holds `<path>.lock` for as long as the process lives or until {@link release}: one holder, in
 * this process or any other. The operating system drops it when the process ends, however it ends.
 *
 * It is an empty SQLite file whose exclusive lock is held, for three reasons. Node has no flock. A
 * pid file must guess whether its writer still lives. And `locking_mode=EXCLUSIVE` on the database
 * itself brings no speed (measured: the same commits a second) and would outlive `close()`, since
 * libsql keeps a connection until its last statement is garbage-collected; this connection prepares
 * none, so its lock ends at once.
 */
export class FileLock {
  readonly #connection: RawConnection;

  private constructor(connection: RawConnection) {
    this.#connection = connection;
  }

  /**
   * Throws `database/in-use` at once when another holds it: waiting for a second writer is never
   * right.
   */
  static take(path: string): FileLock {
    const lockPath = `${path}.lock`;
    try {
      const connection = connect(lockPath, 0);
      // Without a journal file: there is nothing to roll back.
      connection.exec('PRAGMA journal_mode = OFF; BEGIN EXCLUSIVE');
      return new FileLock(connection);
    } catch (error) {
      if (resultCodeOf(error) === SQLITE_BUSY)
        throw new Fault('database/in-use', {path}, {cause: error});
      throw toFailure({error, path: lockPath, doing: 'take the lock', diskFull: () => false});
    }
  }

  release(): void {
    this.#connection.close();
  }
}
