import {existsSync, statSync} from 'node:fs';
import {assert, Fault} from '@holdfast/std';
import type {Connection} from './connection.ts';
import {renameDurably} from './durable-file.ts';
import type {FileLock} from './file-lock.ts';
import {removeOlderCopies} from './older-copies.ts';
import type {SqlParameters} from './parameters.ts';
import {type Row, readInteger, readText} from './row.ts';
import {vacuumInto} from './vacuum-into.ts';

/** https://sqlite.org/c3ref/wal_checkpoint_v2.html. `truncate` also empties the log file. */
export type CheckpointMode = 'passive' | 'full' | 'restart' | 'truncate';

export interface Checkpoint {
  /** Another connection kept some of the log from being copied. */
  readonly busy: boolean;
  readonly walFrames: number;
  readonly checkpointedFrames: number;
}

/**
 * One database file, in the hands of one thread, until {@link close}. Every call is synchronous and
 * blocks its thread.
 *
 * Outcomes: rows. Faults: `database/disk-full`, `database/failed`, `database/corrupt`,
 * `database/in-use`; the first one is final, and every later call throws it again: close, and read
 * again from the disk. Defects: whatever SQLite refuses for the statement's own sake, a broken
 * constraint too; say ON CONFLICT where one is expected.
 *
 * SQL text is constant (statements are kept by their text); values are parameters. What comes from
 * outside is a BLOB: a damaged TEXT cell aborts the process when it is read, and nothing here can
 * prevent that.
 */
export class Database {
  readonly path: string;
  readonly #connection: Connection;
  readonly #lock: FileLock;
  #writing = false;

  constructor(connection: Connection, lock: FileLock) {
    this.path = connection.path;
    this.#connection = connection;
    this.#lock = lock;
  }

  /** What broke this database, if anything did. */
  get fault(): Fault | undefined {
    return this.#connection.fault;
  }

  /** The first row, if there is one. A statement with RETURNING belongs inside {@link write}. */
  get(sql: string, parameters: SqlParameters = []): Row | undefined {
    this.#admit(sql);
    return this.#connection.get(sql, parameters);
  }

  /** Every row: bound what may grow with LIMIT. */
  all(sql: string, parameters: SqlParameters = []): readonly Row[] {
    this.#admit(sql);
    return this.#connection.all(sql, parameters);
  }

  /** Writes, inside {@link write} only. Says how many rows changed. */
  run(sql: string, parameters: SqlParameters = []): {readonly changes: number} {
    this.#admit(sql);
    return {changes: this.#connection.run(sql, parameters)};
  }

  /**
   * One transaction. When this returns, what `change` wrote is synced to the disk; when it throws,
   * nothing of it was written. Not to be nested, and `change` is synchronous.
   */
  write<T>(change: () => T): T {
    assert(!this.#writing, 'a write is not nested');
    this.#connection.begin();
    this.#writing = true;
    try {
      const result = change();
      assert(!isThenable(result), 'a write ends when its function returns');
      this.#connection.exec('COMMIT');
      return result;
    } catch (error) {
      this.#connection.rollback();
      throw error;
    } finally {
      this.#writing = false;
    }
  }

  /**
   * As {@link write}, for a change that puts values of the same length in the place of others: they
   * are written over where they lie. When this returns, no byte of the old ones is left, in the
   * file, the log or the copies that migrations made. (A longer or shorter value moves its
   * neighbours, and SQLite leaves bytes of them where they were.) Throws `database/in-use` where
   * somebody else reads the file just now: the change is durable, and the log still has what was
   * there. Done again, it does what is left.
   */
  erase<T>(change: () => T): T {
    this.#connection.exec('PRAGMA secure_delete = ON');
    const result = this.write(change);
    this.#connection.exec('PRAGMA secure_delete = FAST');
    removeOlderCopies(this.path);
    if (this.checkpoint('truncate').busy) {
      throw new Fault('database/in-use', {path: this.path, reason: 'being read'});
    }
    return result;
  }

  /** Copies the log into the file. Nobody else ever does: automatic checkpoints are off. */
  checkpoint(mode: CheckpointMode): Checkpoint {
    this.#assertIdle();
    const [row = {}] = this.#connection.pragma(`wal_checkpoint(${mode})`);
    return {
      busy: readInteger(row, 'busy') !== 0,
      walFrames: readInteger(row, 'log'),
      checkpointedFrames: readInteger(row, 'checkpointed'),
    };
  }

  /**
   * Size of the log file. It shrinks only by `checkpoint('truncate')`; after any other it is
   * written over.
   */
  walBytes(): number {
    return statSync(`${this.path}-wal`, {throwIfNoEntry: false})?.size ?? 0;
  }

  /**
   * What SQLite finds wrong with the file's structure; nothing, normally. It cannot see a changed
   * value.
   */
  quickCheck(): readonly string[] {
    this.#assertIdle();
    const findings = this.#connection.pragma('quick_check');
    return findings.map(row => readText(row, 'quick_check')).filter(finding => finding !== 'ok');
  }

  /**
   * Writes a whole, compact, synced copy to `path`, where nothing may be yet: it appears there
   * complete or not at all. Blocks for as long as it takes. A fault of the copy's disk leaves this
   * database usable.
   */
  vacuumInto(path: string): void {
    this.#assertIdle();
    assert(!existsSync(path), 'a copy overwrites nothing');
    const draft = `${path}.partial`;
    vacuumInto(this.#connection, draft);
    renameDurably({from: draft, to: path});
  }

  /** Gives up the file and its lock. Idempotent, also after a fault; it does not checkpoint. */
  close(): void {
    assert(!this.#writing, 'a write ends before the database is closed');
    this.#connection.close();
    this.#lock.release();
  }

  #admit(sql: string): void {
    const {shape, raw} = this.#connection.statement(sql);
    const writes = !raw.reader || shape.returning;
    assert(!writes || this.#writing, `rows are written inside write(): ${sql}`);
  }

  #assertIdle(): void {
    assert(!this.#writing, 'not in the middle of a write');
  }
}

function isThenable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value;
}
