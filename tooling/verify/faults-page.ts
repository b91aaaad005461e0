import {FAULTS} from '@holdfast/std';

/**
 * docs/faults.md: every code an operator can meet, from the one table that the code itself throws
 * from.
 */
export function faultsPage(): string {
  const areas = Map.groupBy(Object.entries(FAULTS), ([code]) => code.split('/')[0] ?? code);
  const sections = [...areas]
    .sort(([a], [b]) => a.localeCompare(b, 'en'))
    .map(([area, faults]) => {
      const rows = faults
        .sort(([a], [b]) => a.localeCompare(b, 'en'))
        .map(([code, {retry, means}]) => `| \`${code}\` | ${retry} | ${means} |`);
      return [`## ${area}`, '', '| code | retry | what it means |', '| --- | --- | --- |', ...rows];
    });
  return [
    '# Faults',
    '',
    'What the world can do to a hub, a till or a gateway, by its stable code. Logs, metrics, API answers and',
    'runbooks use these codes. *Retry* `later`: the program tries again by itself. *Retry* `never`: somebody',
    'has to do something first.',
    '',
    'Written by `npm run generate` from `packages/std/src/faults.ts`.',
    '',
    ...sections.flatMap(section => [...section, '']),
  ].join('\n');
}
