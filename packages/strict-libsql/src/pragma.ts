import {assert} from '@holdfast/std';
import type {Connection} from './connection.ts';
import type {SqlValue} from './row.ts';

/** The number `PRAGMA <text>` answers: a setting as it is now, or as it became. */
export function integerPragma(connection: Connection, text: string): number {
  const cell = onlyCell(connection, text);
  assert(typeof cell === 'number', `PRAGMA ${text} answers with a number`);
  return cell;
}

/** The word `PRAGMA <text>` answers. */
export function textPragma(connection: Connection, text: string): string {
  const cell = onlyCell(connection, text);
  assert(typeof cell === 'string', `PRAGMA ${text} answers with a word`);
  return cell;
}

function onlyCell(connection: Connection, text: string): SqlValue | undefined {
  return Object.values(connection.pragma(text)[0] ?? {})[0];
}
