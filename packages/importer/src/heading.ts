import {holdsCardData} from '@holdfast/domain';
import {Fault} from '@holdfast/std';
import type {DelimitedRow} from './delimited-text.ts';

/** Reads the named columns of a row, trimmed and joined; what the row does not have is empty. */
export type Cell = (fields: readonly string[]) => string;

/** Where each column stands. */
export class Heading {
  readonly #names: readonly string[] | undefined;

  /** Without a row, columns go by their numbers, counted from 1. */
  constructor(row: DelimitedRow | undefined) {
    this.#names = row?.fields.map(name => name.trim());
  }

  /** How many columns the file says it has. */
  get width(): number | undefined {
    return this.#names?.length;
  }

  /**
   * Throws `import/column-missing`, naming the column and those that are there, and
   * `import/unreadable` where two bear the name. Capitals and small letters are told apart only
   * where that decides.
   */
  indexOf(column: string): number {
    if (!this.#names) {
      const at = Number(column) - 1;
      if (Number.isSafeInteger(at) && at >= 0) return at;
      throw new Fault('import/column-missing', {column, has: 'numbered columns only'});
    }
    const same = [
      (name: string) => name === column,
      (name: string) => name.toLowerCase() === column.toLowerCase(),
    ];
    for (const matches of same) {
      const found = this.#names.flatMap((name, at) => (matches(name) ? [at] : []));
      if (found.length > 1) throw new Fault('import/unreadable', {reason: 'column twice', column});
      if (found[0] !== undefined) return found[0];
    }
    throw new Fault('import/column-missing', {
      column,
      has: this.#names.map(tellableName).join(', '),
    });
  }

  cell(columns: readonly string[], joint: string): Cell {
    const indexes = columns.map(column => this.indexOf(column));
    return fields =>
      indexes
        .map(at => fields[at]?.trim() ?? '')
        .filter(text => text !== '')
        .join(joint);
  }
}

/**
 * The name of a column, as it may be told. A file without a heading begins with somebody's data:
 * what looks like a card number is a `?`.
 */
export function tellableName(name: string): string {
  return holdsCardData(name) ? '?' : name;
}
