import {assert, type Bytes, Fault, utf8Decode} from '@holdfast/std';

/**
 * What is read. An integer is a safe one; a BLOB is a Uint8Array of the caller's own, with nothing
 * else in its buffer.
 */
export type SqlValue = string | number | Bytes | null;

export type Row = Readonly<Record<string, SqlValue>>;

/**
 * Throws a Defect on an integer beyond ±(2^53 − 1) and on a REAL: nothing here is ever written as
 * one.
 */
export function toRow(columns: readonly string[], cells: readonly unknown[]): Row {
  const row: Record<string, SqlValue> = {};
  for (const [at, column] of columns.entries()) row[column] = toValue(column, cells[at]);
  return row;
}

function toValue(column: string, cell: unknown): SqlValue {
  if (cell === null || typeof cell === 'string') return cell;
  if (typeof cell === 'bigint') {
    const integer = Number(cell);
    assert(Number.isSafeInteger(integer), `column ${column} holds a safe integer`);
    return integer;
  }
  if (cell instanceof Uint8Array) return new Uint8Array(cell); // libsql gives a Buffer from here
  if (cell instanceof ArrayBuffer) return new Uint8Array(cell); // and an ArrayBuffer from there
  assert(typeof cell !== 'number', `column ${column} holds no REAL`);
  assert(false, `column ${column} holds text, an integer, a BLOB or null`);
}

/**
 * The readers say what a column is. Another type there is a Defect: the schema is ours, and STRICT.
 */
export function readInteger(row: Row, column: string): number {
  const value = row[column];
  assert(typeof value === 'number', `column ${column} is an integer`);
  return value;
}

export function readText(row: Row, column: string): string {
  const value = row[column];
  assert(typeof value === 'string', `column ${column} is text`);
  return value;
}

export function readBytes(row: Row, column: string): Bytes {
  const value = row[column];
  assert(value instanceof Uint8Array, `column ${column} is a BLOB`);
  return value;
}

/**
 * Text that was written as a BLOB, or read through `CAST(… AS BLOB)`. Damaged text is
 * `database/corrupt` here, where a TEXT cell would abort the process.
 */
export function readUtf8(row: Row, column: string): string {
  const bytes = readBytes(row, column);
  try {
    return utf8Decode(bytes);
  } catch (error) {
    throw new Fault('database/corrupt', {column, reason: 'not UTF-8'}, {cause: error});
  }
}

/** For a column that may be NULL: `undefined` there, else what `read` says. */
export function readOptional<T>(
  row: Row,
  column: string,
  read: (row: Row, column: string) => T,
): T | undefined {
  assert(Object.hasOwn(row, column), `column ${column} is in the row`);
  return row[column] === null ? undefined : read(row, column);
}
