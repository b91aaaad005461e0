import Libsql from 'libsql';

/**
 * The part of `libsql` this package leans on, typed as it behaves rather than as it is declared.
 */
export interface RawConnection {
  prepare(sql: string): RawStatement;
  exec(sql: string): unknown;
  close(): unknown;
}

export interface RawStatement {
  readonly reader: boolean;
  columns(): readonly {readonly name: string}[];
  /** Throws on a statement that returns no rows. */
  raw(toggle: boolean): unknown;
  safeIntegers(toggle: boolean): unknown;
  run(parameters: readonly unknown[]): {readonly changes: number};
  get(parameters: readonly unknown[]): unknown;
  all(parameters: readonly unknown[]): readonly unknown[];
}

/** `path` must be absolute: libsql takes `libsql:`, `http:` and `file:` for addresses. */
export function connect(path: string, busyTimeoutMs: number): RawConnection {
  return new Libsql(path, {timeout: busyTimeoutMs});
}
