import type {Tally} from './tally.ts';

export interface Totals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly seconds: number;
}

export function totalsOf(tallies: readonly Tally[]): Totals {
  return {
    passed: sum(tallies.map(({passed}) => passed)),
    failed: sum(tallies.map(({failed}) => failed.length)),
    skipped: sum(tallies.map(({skipped}) => skipped.length)),
    seconds: sum(tallies.map(({seconds}) => seconds)),
  };
}

/** The one line that says it all. Scripts read it: its form does not change. */
export function closingLine({passed, failed, skipped}: Totals): string {
  const counted = `${passed} passed, ${failed} failed`;
  return skipped === 0 ? counted : `${counted}, ${skipped} skipped`;
}

/** Nothing failed and something ran: a run of nothing is not green. */
export function isGreen({passed, failed}: Totals): boolean {
  return failed === 0 && passed > 0;
}

/** Stage by stage, then what failed and what was skipped, by title. */
export function summary(tallies: readonly Tally[]): string[] {
  const total = totalsOf(tallies);
  const rows = [
    ['stage', 'passed', 'failed', 'skipped', 'seconds'],
    ...tallies.map(({stage, passed, failed, skipped, seconds}) =>
      row(stage, {passed, failed: failed.length, skipped: skipped.length, seconds}),
    ),
    row('total', total),
  ];
  return [
    ...alignTable(rows),
    ...titles('Failed', tallies, ({failed}) => failed),
    ...titles('Skipped', tallies, ({skipped}) => skipped),
    '',
  ];
}

function row(stage: string, {passed, failed, skipped, seconds}: Totals): string[] {
  return [stage, `${passed}`, `${failed}`, `${skipped}`, seconds.toFixed(1)];
}

function alignTable(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map(cells => cells[column]?.length ?? 0)),
  );
  return rows.map(cells =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  '),
  );
}

function titles(
  heading: string,
  tallies: readonly Tally[],
  of: (tally: Tally) => readonly string[],
): string[] {
  const lines = tallies.flatMap(tally => of(tally).map(title => `  ${tally.stage}: ${title}`));
  return lines.length === 0 ? [] : ['', `${heading}:`, ...lines];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
