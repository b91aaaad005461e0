import {plain, textWidth} from './plain.ts';
import type {Look, Paint} from './style.ts';

export interface Column {
  readonly title: string;
  readonly align?: 'right';
}

/** What stands in a place of a table; with a look where colour may say it once more. */
export type Cell = string | {readonly text: string; readonly look: Look};

const GAP = '  ';

/** Rows under their titles, each column as wide as its widest cell; a line a row, without rules. */
export function tableLines(
  table: {readonly columns: readonly Column[]; readonly rows: readonly (readonly Cell[])[]},
  paint: Paint,
): string[] {
  const {columns, rows} = table;
  const widths = columns.map(({title}, at) =>
    Math.max(textWidth(title), ...rows.map(row => textWidth(textOf(row[at] ?? '')))),
  );
  const line = (cells: readonly Cell[], look?: Look) =>
    columns
      .map(({align}, at) => {
        const cell = cells[at] ?? '';
        const text = textOf(cell);
        const blanks = ' '.repeat(Math.max(0, (widths[at] ?? 0) - textWidth(text)));
        const painted = paintCell(cell, {text, look, paint});
        return align === 'right' ? blanks + painted : painted + blanks;
      })
      .join(GAP)
      .trimEnd();
  return [
    line(
      columns.map(({title}) => title),
      'dim',
    ),
    ...rows.map(row => line(row)),
  ];
}

function textOf(cell: Cell): string {
  return plain(typeof cell === 'string' ? cell : cell.text);
}

function paintCell(
  cell: Cell,
  {
    text,
    look,
    paint,
  }: {readonly text: string; readonly look: Look | undefined; readonly paint: Paint},
): string {
  const own = typeof cell === 'string' ? look : cell.look;
  return own && text !== '' ? paint(own, text) : text;
}
