import type {SQLOutputValue} from 'node:sqlite';

type Row = Readonly<Record<string, SQLOutputValue>>;

export function bytesOf(row: Row, column: string): Buffer {
  const value = row[column];
  if (!(value instanceof Uint8Array)) throw new TypeError(`${column} is not bytes`);
  return Buffer.from(value);
}

export function numberOf(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== 'number' && typeof value !== 'bigint') {
    throw new TypeError(`${column} is not a number`);
  }
  return Number(value);
}
