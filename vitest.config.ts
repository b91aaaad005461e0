import {defineConfig} from 'vitest/config';
import {LongestFirst} from './tooling/verify/longest-first.ts';

// unit: pure and fast, run by `pnpm check`. faults: every break by name.
// storm: a bounded set of simulated storms. process: real processes, real disks, a real browser.
const tests = ['packages/*/src/**', 'apps/*/src/**', 'tooling/*/**'];
const named = (suffix: string) => tests.map(root => `${root}/*.${suffix}.test.ts`);

export default defineConfig({
  test: {
    sequence: {sequencer: LongestFirst},
    projects: [
      {
        test: {
          name: 'unit',
          testTimeout: 20_000,
          // They keep nothing outside themselves: loading every module once a file costs more than
          // running them.
          isolate: false,
          include: tests.map(root => `${root}/*.test.ts`),
          exclude: [
            ...named('faults'),
            ...named('process'),
            ...named('browser'),
            ...named('storm'),
            '**/node_modules/**',
          ],
        },
      },
      {test: {name: 'storm', include: named('storm'), testTimeout: 600_000}},
      {test: {name: 'faults', include: named('faults'), testTimeout: 120_000}},
      {
        test: {
          name: 'process',
          include: [...named('process'), ...named('browser')],
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
