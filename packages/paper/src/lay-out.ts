import type {PaperBlock, PaperColumns, PaperDocument, PaperEncoding} from '@holdfast/wire';
import {paperText, widthOf} from './paper-text.ts';
import {wrapLines} from './wrap-lines.ts';

/** What decides where lines break: how many columns, and which letters take two of them. */
export interface PaperWidth {
  readonly columns: PaperColumns;
  readonly encoding: PaperEncoding;
}

/** One line, filled up with blanks where it is not at the left; or what a printer draws itself. */
export type LaidOut =
  | {
      readonly kind: 'line';
      readonly text: string;
      readonly bold: boolean;
      /** White on black. */
      readonly inverse: boolean;
      readonly size: 'normal' | 'tall' | 'big';
    }
  | {readonly kind: 'qr' | 'barcode'; readonly text: string}
  | {readonly kind: 'logo'}
  | {readonly kind: 'cut'};

type Emphasis = Pick<Extract<PaperBlock, {kind: 'text'}>, 'bold' | 'size'>;

const GAP = 1;

/**
 * The lines of a document on one kind of paper: what the screen shows and what the printer prints.
 * No line is wider than the paper, and no letter of an amount is ever left out.
 */
export function layOut({blocks}: PaperDocument, on: PaperWidth): readonly LaidOut[] {
  return blocks.flatMap(block => layOutBlock(block, on));
}

function layOutBlock(block: PaperBlock, on: PaperWidth): readonly LaidOut[] {
  switch (block.kind) {
    case 'text': {
      const columns = columnsFor(block, on);
      const lines = wrapLines(paperText(block.text, on.encoding), {columns, ...encodingOf(on)});
      return lines.map(text => line(aligned(text, block.align ?? 'left', {columns, on}), block));
    }
    case 'columns':
      return besides(block, on).map(text => line(text, block));
    case 'table':
      return tableLines(block.rows, on).map(text => line(text, {}));
    case 'rule':
      return [line('-'.repeat(on.columns), {})];
    case 'mark': {
      const text = ` ${paperText(block.text, on.encoding)} `;
      const lines = wrapLines(text, {columns: on.columns, ...encodingOf(on)});
      return lines.map(one => {
        const filled = aligned(` ${one} `, 'centre', {columns: on.columns, on});
        const whole = filled + ' '.repeat(Math.max(0, on.columns - widthOf(filled, on.encoding)));
        return {kind: 'line', text: whole, bold: true, inverse: true, size: 'tall'} as const;
      });
    }
    case 'qr':
    case 'barcode':
      return [{kind: block.kind, text: block.text}];
    case 'logo':
    case 'cut':
      return [{kind: block.kind}];
  }
}

function line(text: string, {bold = false, size}: Emphasis): LaidOut {
  return {kind: 'line', text, bold, inverse: false, size: size ?? 'normal'};
}

const encodingOf = ({encoding}: PaperWidth) => ({encoding});

function columnsFor({size}: Emphasis, {columns}: PaperWidth): number {
  return size === 'big' ? columns / 2 : columns;
}

function aligned(
  text: string,
  align: 'left' | 'centre' | 'right',
  {columns, on}: {readonly columns: number; readonly on: PaperWidth},
): string {
  const room = Math.max(0, columns - widthOf(text, on.encoding));
  const before = {left: 0, centre: Math.floor(room / 2), right: room}[align];
  return ' '.repeat(before) + text;
}

/** Where both do not fit beside each other, the amount takes a line of its own. */
function besides(block: Extract<PaperBlock, {kind: 'columns'}>, on: PaperWidth): string[] {
  const {encoding} = on;
  const columns = columnsFor(block, on);
  const right = paperText(block.right, encoding);
  const rightWidth = widthOf(right, encoding);
  const room = columns - rightWidth - GAP;
  const left = paperText(block.left, encoding);
  const alone = room < columns / 3;
  const lines = wrapLines(left, {columns: alone ? columns : room, encoding});
  if (alone) {
    const amounts = wrapLines(right, {columns, encoding});
    return [...lines, ...amounts.map(text => aligned(text, 'right', {columns, on}))];
  }
  const [first = '', ...rest] = lines;
  const blanks = columns - widthOf(first, encoding) - rightWidth;
  return [first + ' '.repeat(blanks) + right, ...rest];
}

function tableLines(
  rows: readonly (readonly string[])[],
  {columns, encoding}: PaperWidth,
): string[] {
  const cells = rows.map(row => row.map(cell => paperText(cell, encoding)));
  const width = (cell: string | undefined) => widthOf(cell ?? '', encoding);
  const count = Math.max(...cells.map(row => row.length));
  const others = Array.from({length: count - 1}, (_, at) =>
    Math.max(...cells.map(row => width(row[at + 1]))),
  );
  const needed = others.reduce((sum, one) => sum + one + GAP, 0);
  const firstRoom = columns - needed;
  if (firstRoom < 4) return cells.flatMap(row => wrapLines(row.join(' '), {columns, encoding}));
  // What is left over widens every column alike, the first one included.
  const firstNeeded = Math.min(firstRoom, Math.max(...cells.map(([first]) => width(first))));
  const share = Math.floor((firstRoom - firstNeeded) / Math.max(1, others.length));
  const firstWidth = columns - others.reduce((sum, one) => sum + one + GAP + share, 0);
  return cells.flatMap(([first = '', ...rest]) => {
    const [label = '', ...more] = wrapLines(first, {columns: firstWidth, encoding});
    const amounts = others.map((one, at) => {
      const cell = rest[at] ?? '';
      return ' '.repeat(one + GAP + share - width(cell)) + cell;
    });
    return [label + ' '.repeat(firstWidth - width(label)) + amounts.join(''), ...more];
  });
}
