import {RARE_PATHS, rarePathNames} from './rare-paths.ts';
import type {RunSet} from './run-seeds.ts';
import {drawnStorm, type Simulated} from './simulate.ts';

const TROUBLES_SHOWN = 6;

/** A failed seed, for whoever has to find out why. */
export function describeFailure(simulated: Simulated, commit: string): string {
  const {seed, troubles, last} = simulated;
  const shown = troubles.slice(0, TROUBLES_SHOWN);
  const rest = troubles.length - shown.length;
  return [
    `✗ seed ${seed} at commit ${commit}`,
    ...shown.map(({invariant, at, detail}) => `  ${invariant} at ${at}: ${detail}`),
    ...(rest > 0 ? [`  … and ${rest} more`] : []),
    `  its storm: ${JSON.stringify(drawnStorm(seed))}`,
    '  the last events:',
    ...last.map(line => `  ${line}`),
    `  again: npm run sim -- --seed ${seed}`,
  ].join('\n');
}

/** What a set of seeds comes to: counts, and every rare path with how many seeds took it. */
export function describeSet(set: RunSet): string {
  const {seeds, failed, hashes, sales, virtualMs, rare, never} = set;
  const width = Math.max(...rarePathNames().map(({length}) => length));
  return [
    'seeds that took a rare path:',
    ...rarePathNames().map(
      path => `  ${path.padEnd(width)} ${String(rare[path] ?? 0).padStart(6)}  ${RARE_PATHS[path]}`,
    ),
    `${seeds} seeds, ${hashes} histories, ${sales} sales, ${hours(virtualMs)} of storms and calm`,
    ...never.map(path => `✗ never taken: ${path}`),
    failed.length > 0
      ? `✗ ${failed.length} seeds failed: ${failed.map(({seed}) => seed).join(', ')}`
      : '✓ nothing lost, doubled, changed or reordered; everything arrived',
  ].join('\n');
}

function hours(ms: number): string {
  return `${(ms / 3_600_000).toFixed(1)} hours`;
}
