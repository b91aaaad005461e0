/** One figure that was promised. */
export interface Aim {
  readonly subject: string;
  readonly aim: string;
  readonly measured: string;
  readonly met: boolean;
}

interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What one part of the bench found. */
export interface Report {
  /** As it is named on the command line. */
  readonly part: string;
  readonly title: string;
  readonly tables: readonly Table[];
  readonly aims: readonly Aim[];
  /** What was left out, and why. */
  readonly notes: readonly string[];
}

/** An aim of at most so much, or at least so much. `NaN`, for what was not measured, misses it. */
export function aim(
  subject: string,
  bound: {readonly atMost: number} | {readonly atLeast: number},
  figure: {readonly measured: number; readonly unit?: string; readonly digits?: number},
): Aim {
  const {measured, unit = '', digits} = figure;
  const text = (value: number, places?: number) =>
    `${show(value, places)}${unit === '' ? '' : ` ${unit}`}`;
  const [sign, limit] = 'atMost' in bound ? ['≤', bound.atMost] : ['≥', bound.atLeast];
  const met = 'atMost' in bound ? measured <= limit : measured >= limit;
  return {
    subject,
    aim: `${sign} ${limit}${unit === '' ? '' : ` ${unit}`}`,
    measured: text(measured, digits),
    met,
  };
}

export function show(value: number, digits = 2): string {
  if (!Number.isFinite(value)) return '–';
  return value >= 1000 ? Math.round(value).toLocaleString('en-GB') : value.toFixed(digits);
}

/** As Markdown, which a terminal shows well enough. */
export function reportText({title, tables, aims, notes}: Report): string {
  const judged = aims.map(each => [
    each.subject,
    each.aim,
    each.measured,
    each.met ? 'met' : 'missed',
  ]);
  const all = [...tables, {head: ['subject', 'aim', 'measured', ''], rows: judged}];
  const parts = all.filter(({rows}) => rows.length > 0).map(tableText);
  return [`## ${title}`, ...parts, ...notes.map(note => `- ${note}`)].join('\n\n');
}

function tableText({head, rows}: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
