import type {ImportOutcome} from '@holdfast/catalogue';
import {plain} from './plain.ts';

/** More would scroll the first away, and those who correct a file begin at the top. */
const PROBLEMS_SHOWN_MAX = 50;

/** What an import came to: `items.csv:4: price: must be …` for each wrong cell, then a summary. */
export function importLines(
  file: string,
  {outcome, dryRun}: {readonly outcome: ImportOutcome; readonly dryRun: boolean},
): string[] {
  const {problems, items, added, changed, removed, taken} = outcome;
  const shown = problems.slice(0, PROBLEMS_SHOWN_MAX).map(({line, field, reason}) => {
    const where = field === '' ? '' : `${plain(field)}: `;
    return `${plain(file)}:${line}: ${where}${plain(reason)}`;
  });
  const left = problems.length - shown.length;
  const more = left > 0 ? [`… and ${left} more`] : [];
  const counts = `${items} items: ${added} new, ${changed} changed, ${removed} gone`;
  if (problems.length > 0) {
    const rows = new Set(problems.map(({line}) => line)).size;
    const bad = `✗ ${rows} bad ${rows === 1 ? 'row' : 'rows'}. Nothing was changed.`;
    return [...shown, ...more, bad];
  }
  return [taken ? `✓ ${counts}` : `✓ ${counts}${dryRun ? ', if it were imported' : ''}`];
}
