import {assert, Defect, type Fault, isFault} from '@holdfast/std';
import {diskIsFull} from './durable-file.ts';
import {toFailure} from './failure.ts';
import {bindable, type SqlParameters} from './parameters.ts';
import {connect, type RawConnection, type RawStatement} from './raw-libsql.ts';
import {type Row, toRow} from './row.ts';
import {parseSqlShape, type SqlShape} from './sql-shape.ts';

/** More than any of our files needs. Beyond it somebody builds SQL out of values. */
const STATEMENTS_MAX = 256;

const ROW_KEYWORDS: ReadonlySet<string> = new Set([
  'SELECT',
  'VALUES',
  'WITH',
  'INSERT',
  'REPLACE',
  'UPDATE',
  'DELETE',
]);

interface CachedStatement {
  readonly raw: RawStatement;
  readonly shape: SqlShape;
  /** Empty for a statement that returns no rows. */
  readonly columns: readonly string[];
}

/**
 * One libsql connection with its prepared statements, and the rule that the first fault is the last
 * word: after it every call throws that same fault.
 */
export class Connection {
  readonly path: string;
  readonly #raw: RawConnection;
  readonly #statements = new Map<string, CachedStatement>();
  #fault: Fault | undefined;
  #closed = false;

  constructor(options: {readonly path: string; readonly busyTimeoutMs: number}) {
    this.path = options.path;
    this.#raw = this.#guard('open', () => connect(options.path, options.busyTimeoutMs));
  }

  get fault(): Fault | undefined {
    return this.#fault;
  }

  /**
   * A statement that reads or writes rows. Transactions, settings and schema belong to this
   * package.
   */
  statement(sql: string): CachedStatement {
    const cached = this.#cached(sql);
    if (cached !== undefined) return cached;
    const shape = parseSqlShape(sql);
    // Before it is prepared: some PRAGMAs act while they are compiled.
    assert(ROW_KEYWORDS.has(shape.keyword), `a statement reads or writes rows: ${sql}`);
    return this.#prepare(sql, shape);
  }

  /** What `PRAGMA <text>` answers. */
  pragma(text: string): readonly Row[] {
    const sql = `PRAGMA ${text}`;
    return this.#rows(sql, this.#cached(sql) ?? this.#prepare(sql, parseSqlShape(sql)), []);
  }

  /**
   * How many rows changed. For statements that return none: libsql leaves those that do half done.
   */
  run(sql: string, parameters: SqlParameters): number {
    const {raw, shape} = this.statement(sql);
    assert(!raw.reader, `a statement that returns rows is read with get or all: ${sql}`);
    const values = bindable(shape.parameters, parameters);
    return this.#guard(sql, () => raw.run(values).changes);
  }

  all(sql: string, parameters: SqlParameters): readonly Row[] {
    return this.#rows(sql, this.statement(sql), parameters);
  }

  get(sql: string, parameters: SqlParameters): Row | undefined {
    const {raw, shape, columns} = this.statement(sql);
    assert(raw.reader, `a statement that returns no rows is run: ${sql}`);
    const values = bindable(shape.parameters, parameters);
    const cells = this.#guard(sql, () => raw.get(values));
    return cells === undefined ? undefined : toRow(columns, cellsOf(cells));
  }

  /** Any number of statements without parameters. */
  exec(sql: string): void {
    this.assertUsable();
    this.#guard(sql, () => this.#raw.exec(sql));
  }

  /**
   * Starts a transaction. A lock somebody else holds breaks nothing: the statement that met it is
   * gone again.
   */
  begin(): void {
    try {
      this.execUnmarked('BEGIN IMMEDIATE');
    } catch (error) {
      if (!isFault(error, 'database/in-use')) this.markFailed(error);
      throw error;
    }
  }

  /** For a call whose failure may say nothing about this file. The caller marks what does. */
  execUnmarked(sql: string): void {
    this.assertUsable();
    try {
      this.#raw.exec(sql);
    } catch (error) {
      throw this.#toFailure(error, sql);
    }
  }

  /**
   * Ends a transaction that may already be gone: SQLite itself rolls back on a full disk or a
   * failed write.
   */
  rollback(): void {
    try {
      this.#raw.exec('ROLLBACK');
    } catch (error) {
      if (this.#fault === undefined && !/no transaction is active/.test(String(error)))
        this.markFailed(this.#toFailure(error, 'ROLLBACK'));
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#statements.clear();
    this.#raw.close();
  }

  assertUsable(): void {
    if (this.#fault !== undefined) throw this.#fault;
    assert(!this.#closed, 'a closed database is not used');
  }

  markFailed(failure: unknown): void {
    if (isFault(failure)) this.#fault ??= failure;
  }

  #cached(sql: string): CachedStatement | undefined {
    this.assertUsable();
    return this.#statements.get(sql);
  }

  #prepare(sql: string, shape: SqlShape): CachedStatement {
    assert(this.#statements.size < STATEMENTS_MAX, `SQL text is constant: ${sql}`);
    const statement = this.#guard(sql, () => {
      const raw = this.#raw.prepare(sql);
      const columns = raw.reader ? raw.columns().map(({name}) => name) : [];
      if (raw.reader) {
        raw.raw(true);
        raw.safeIntegers(true);
      }
      return {raw, shape, columns};
    });
    const names = new Set(statement.columns);
    assert(names.size === statement.columns.length, `no two columns have one name: ${sql}`);
    this.#statements.set(sql, statement);
    return statement;
  }

  #rows(sql: string, statement: CachedStatement, parameters: SqlParameters): readonly Row[] {
    const {raw, shape, columns} = statement;
    assert(raw.reader, `a statement that returns no rows is run: ${sql}`);
    const values = bindable(shape.parameters, parameters);
    return this.#guard(sql, () => raw.all(values)).map(cells => toRow(columns, cellsOf(cells)));
  }

  #guard<T>(doing: string, call: () => T): T {
    try {
      return call();
    } catch (error) {
      const failure = this.#toFailure(error, doing);
      this.markFailed(failure);
      throw failure;
    }
  }

  #toFailure(error: unknown, doing: string): Fault | Defect {
    return toFailure({error, path: this.path, doing, diskFull: () => diskIsFull(this.path)});
  }
}

function cellsOf(cells: unknown): readonly unknown[] {
  if (Array.isArray(cells)) return cells;
  throw new Defect('libsql gives a raw row as an array');
}
