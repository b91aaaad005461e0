export interface DelimitedRow {
  /** The line of the file it begins on, counted from 1. */
  readonly lineNumber: number;
  readonly fields: readonly string[];
  /** Why it cannot be taken apart, where it cannot; then `fields` are not to be trusted. */
  readonly broken?: string;
}

export const DELIMITERS = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** A longer field is taken for a quote that somebody forgot to close. */
const QUOTED_LENGTH_MAX = 10_000;

interface RowRead {
  readonly fields: readonly string[];
  /** Where the next row begins. */
  readonly end: number;
  readonly broken?: string;
}

/**
 * Takes delimited text apart (RFC 4180): quoted fields, doubled quotes, line ends of every system,
 * a byte order mark. A quote inside an unquoted field is a letter like any other: `PLATE 10" BLUE`.
 * Blank lines are no rows.
 *
 * A broken row never takes its neighbours along: a row whose quote is not closed, or which spans
 * lines and does not have as many fields as the first row, costs its first line only; reading goes
 * on at the next.
 */
export function* readDelimited(text: string, delimiter: Delimiter): Generator<DelimitedRow, void> {
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  let lineNumber = 1;
  let width: number | undefined;
  while (at < text.length) {
    const lineEnd = endOfLine(text, at);
    if (text.slice(at, lineEnd).trim() === '') {
      at = afterLineEnd(text, lineEnd);
      lineNumber++;
      continue;
    }
    const row = readRow({text, at, delimiter});
    const spansLines = row.end > afterLineEnd(text, lineEnd);
    const ragged = spansLines && width !== undefined && row.fields.length !== width;
    const broken = row.broken ?? (ragged ? 'a quoted field runs into the next lines' : undefined);
    yield broken === undefined
      ? {lineNumber, fields: row.fields}
      : {lineNumber, fields: row.fields, broken};
    width ??= row.fields.length;
    const end = broken === undefined ? row.end : afterLineEnd(text, lineEnd);
    lineNumber += countLines(text.slice(at, end));
    at = end;
  }
}

/** The delimiter that takes the first line apart into the most fields; a comma where none does. */
export function detectDelimiter(text: string): Delimiter {
  let best: Delimiter = ',';
  let most = 1;
  for (const delimiter of DELIMITERS) {
    const first = readDelimited(text, delimiter).next();
    const count = first.done ? 0 : first.value.fields.length;
    if (count > most) [best, most] = [delimiter, count];
  }
  return best;
}

function readRow({
  text,
  at,
  delimiter,
}: {
  readonly text: string;
  readonly at: number;
  readonly delimiter: Delimiter;
}): RowRead {
  const fields: string[] = [];
  for (let from = at; ; ) {
    const field = text[from] === '"' ? readQuoted(text, from) : readPlain(text, from, delimiter);
    fields.push(field.value);
    const next = text[field.end];
    if (field.broken !== undefined) return {fields, end: field.end, broken: field.broken};
    if (next === delimiter) from = field.end + 1;
    else if (next === undefined || next === '\n' || next === '\r')
      return {fields, end: afterLineEnd(text, field.end)};
    else return {fields, end: field.end, broken: 'text follows a closing quote'};
  }
}

interface FieldRead {
  readonly value: string;
  readonly end: number;
  readonly broken?: string;
}

function readPlain(text: string, from: number, delimiter: Delimiter): FieldRead {
  let end = from;
  while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r')
    end++;
  return {value: text.slice(from, end), end};
}

function readQuoted(text: string, from: number): FieldRead {
  let value = '';
  let start = from + 1;
  for (;;) {
    const quote = text.indexOf('"', start);
    if (quote < 0 || quote - from > QUOTED_LENGTH_MAX)
      return {value, end: from, broken: 'a quote is not closed'};
    value += text.slice(start, quote);
    if (text[quote + 1] !== '"') return {value, end: quote + 1};
    value += '"';
    start = quote + 2;
  }
}

function endOfLine(text: string, from: number): number {
  let end = from;
  while (end < text.length && text[end] !== '\n' && text[end] !== '\r') end++;
  return end;
}

function afterLineEnd(text: string, end: number): number {
  if (text[end] === '\r' && text[end + 1] === '\n') return end + 2;
  return Math.min(end + 1, text.length);
}

function countLines(text: string): number {
  return text.match(/\r\n|\r|\n/g)?.length ?? 0;
}
