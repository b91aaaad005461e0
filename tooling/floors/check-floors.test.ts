import {expect, test} from 'vitest';
import {checkFloors} from './check-floors.ts';
import type {Room} from './floors.ts';

const ROOMS: readonly Room[] = [
  {folder: 'packages/std', floor: 0},
  {folder: 'packages/samples', floor: 0, impure: 'data'},
  {folder: 'packages/wire', floor: 2},
  {folder: 'packages/ledger', floor: 3},
  {folder: 'packages/forwarder', floor: 3, siblings: ['ledger']},
  {folder: 'packages/platform-node', floor: 4},
  {folder: 'packages/strict-libsql', floor: 4},
  {folder: 'packages/prover', floor: 4, siblings: ['strict-libsql'], never: ['forwarder']},
  {folder: 'apps/hub', floor: 5},
];

interface Manifest {
  readonly name?: string;
  readonly exports?: Readonly<Record<string, string>>;
  readonly dependencies?: readonly string[];
  readonly devDependencies?: readonly string[];
}

function workspace(names: readonly string[] | undefined): Record<string, string> {
  return Object.fromEntries((names ?? []).map(name => [`@holdfast/${name}`, 'workspace:*']));
}

function manifest(name: string, {dependencies, devDependencies, ...rest}: Manifest = {}): string {
  return JSON.stringify({
    name: `@holdfast/${name}`,
    exports: {'.': './src/index.ts'},
    ...rest,
    dependencies: workspace(dependencies),
    devDependencies: workspace(devDependencies),
  });
}

/** A small house that stands: each test bends one thing in it. */
const SOUND: Readonly<Record<string, string>> = {
  'packages/std/package.json': manifest('std', {
    exports: {'.': './src/index.ts', './testing': './src/testing.ts'},
  }),
  'packages/std/src/index.ts': 'export const one = 1;',
  'packages/std/src/testing.ts': 'export const atMs = Date.UTC(2026, 0, 1);',
  'packages/ledger/package.json': manifest('ledger', {dependencies: ['std']}),
  'packages/ledger/src/index.ts': `export {one} from './one.ts';`,
  'packages/ledger/src/one.ts': `export {one} from '@holdfast/std';`,
  'packages/forwarder/package.json': manifest('forwarder', {dependencies: ['ledger', 'std']}),
  'packages/forwarder/src/index.ts': `
    import type {Thing} from '@holdfast/ledger';
    export type Two = import('@holdfast/std').Two;`,
  'packages/forwarder/src/index.test.ts': `
    import {setTimeout} from 'node:timers';
    import {atMs} from '@holdfast/std/testing';
    console.log(new Date(atMs));`,
  'packages/strict-libsql/package.json': manifest('strict-libsql'),
  'packages/strict-libsql/src/index.ts': `import {join} from 'node:path'; process.exit(1);`,
  'packages/prover/package.json': manifest('prover', {dependencies: ['strict-libsql']}),
  'packages/prover/src/index.ts': `export * from '@holdfast/strict-libsql';`,
};

/** `undefined` removes a file. */
function findingsAfter(changes: Readonly<Record<string, string | undefined>>, filesMin = 1) {
  const tree = new Map<string, string>();
  for (const [path, text] of Object.entries({...SOUND, ...changes})) {
    if (text !== undefined) tree.set(path, text);
  }
  const {findings} = checkFloors(tree, {rooms: ROOMS, filesMin});
  return findings.map(({rule, file, line}) => `${rule} ${file}:${line}`);
}

test('a sound house has no findings, and says how much of it was read', () => {
  const tree = new Map(Object.entries(SOUND));
  expect(checkFloors(tree, {rooms: ROOMS, filesMin: 8})).toEqual({
    files: 8,
    packages: 5,
    findings: [],
  });
});

const CORE = 'packages/ledger/src/one.ts';
const needs = (...dependencies: string[]) => manifest('ledger', {dependencies});

test.each([
  ['import {f} from "@holdfast/strict-libsql";', 'higher-floor', 'strict-libsql'],
  ['import type {F} from "@holdfast/strict-libsql";', 'higher-floor', 'strict-libsql'],
  ['export type F = import("@holdfast/strict-libsql").F;', 'higher-floor', 'strict-libsql'],
  ['export const f = await import("@holdfast/strict-libsql");', 'higher-floor', 'strict-libsql'],
  ['export {f} from "@holdfast/strict-libsql";', 'higher-floor', 'strict-libsql'],
  ['export * from "@holdfast/strict-libsql";', 'higher-floor', 'strict-libsql'],
  ['import {one} from "@holdfast/std/src/index.ts";', 'deep-import', 'std'],
  ['import {atMs} from "@holdfast/std/testing";', 'test-door', 'std'],
])('%s in a core is refused: %s', (text, rule, dependency) => {
  const changes = {[CORE]: text, 'packages/ledger/package.json': needs(dependency)};
  expect(findingsAfter(changes)).toEqual([`${rule} ${CORE}:1`]);
});

test.each([
  ['import "node:fs";', 'node-import'],
  ['import "fs";', 'node-import'],
  ['import "undici";', 'impure-library'],
  ['export const at = new Date();', 'global'],
  ['export type At = Date;', 'global'],
  ['export const at = Date.now();', 'global'],
  ['export const chance = Math.random();', 'global'],
  ['export const chance = Math["random"]();', 'global'],
  ['export const {random} = Math;', 'global'],
  ['setTimeout(() => {}, 1);', 'global'],
  ['setInterval(() => {}, 1);', 'global'],
  ['setImmediate(() => {});', 'global'],
  ['export const ports = {process};', 'global'],
  ['console.log(1);', 'global'],
  ['await fetch("x");', 'global'],
  ['performance.now();', 'global'],
  ['crypto.randomUUID();', 'global'],
  ['require("x");', 'global'],
  ['globalThis.fetch("x");', 'global'],
  ['declare const fetch: () => void; fetch();', 'global'],
  ['{ const fetch = 1; } fetch();', 'global'],
])('%s in a core is refused: %s', (text, rule) => {
  const changes = {[CORE]: text, 'packages/ledger/package.json': needs()};
  expect(new Set(findingsAfter(changes))).toEqual(new Set([`${rule} ${CORE}:1`]));
});

test.each([
  'export function run(process: string) { return process; }',
  'export const run = ({fetch, crypto: keys}: Ports) => fetch(keys);',
  'export class Run { console = 1; get Date() { return this.console; } }',
  'export interface Ports { fetch(crypto: string): void; readonly performance: number }',
  'export type Send = (process: string) => void;',
  'import {fetch} from "./fetch.ts"; fetch();',
  'export {fetch} from "./fetch.ts";',
  'export const run = (ports: Ports) => ports.crypto.process(Math.max(1, 2));',
  'for (const process of []) process();',
  'try { f(); } catch (process) { f(process); }',
  'switch (1) { case 1: const process = 1; f(process); }',
  'process: for (;;) break process;',
  'import {z} from "zod"; export {z};',
])('%s binds its own names and stays', text => {
  const fetching = {'packages/ledger/src/fetch.ts': 'export const fetch = () => {};'};
  const changes = {...fetching, [CORE]: text, 'packages/ledger/package.json': needs()};
  expect(findingsAfter(changes)).toEqual([]);
});

test('Date.UTC is for the file that has it, and Date.now not even there', () => {
  const file = 'packages/std/src/testing.ts';
  expect(findingsAfter({[file]: 'Date.UTC(2026);\nDate.now();'})).toEqual([`global ${file}:2`]);
  expect(
    findingsAfter({[CORE]: 'Date.UTC(2026);', 'packages/ledger/package.json': needs()}),
  ).toEqual([`global ${CORE}:1`]);
});

test('a room that the list calls impure may read files', () => {
  const changes = {
    'packages/samples/package.json': manifest('samples'),
    'packages/samples/src/index.ts': 'import {readFileSync} from "node:fs"; readFileSync("x");',
  };
  expect(findingsAfter(changes)).toEqual([]);
});

test('a core reaches a sibling along its arrow and along no other', () => {
  const changes = {
    'packages/ledger/package.json': needs('forwarder'),
    [CORE]: 'import {two} from "@holdfast/forwarder";',
  };
  expect(findingsAfter(changes)).toContain(`sibling ${CORE}:1`);
});

test('an import that the manifest does not declare is refused, and a declaration nobody uses', () => {
  expect(findingsAfter({'packages/ledger/package.json': needs()})).toEqual([
    `undeclared ${CORE}:1`,
  ]);
  expect(findingsAfter({'packages/ledger/package.json': needs('std', 'wire')})).toEqual([
    'unused packages/ledger/package.json:1',
  ]);
});

test('what is declared for development may be used by tests only', () => {
  const only = manifest('forwarder', {dependencies: ['ledger'], devDependencies: ['std']});
  expect(findingsAfter({'packages/forwarder/package.json': only})).toEqual([
    'undeclared packages/forwarder/src/index.ts:3',
  ]);
  const inTests = {'packages/forwarder/src/index.ts': 'import {one} from "@holdfast/ledger";'};
  expect(findingsAfter({'packages/forwarder/package.json': only, ...inTests})).toEqual([]);
});

test('a test of a core may use the real platform; what it ships may not, and a ring is still a ring', () => {
  const platform = {
    'packages/platform-node/package.json': manifest('platform-node'),
    'packages/platform-node/src/index.ts': 'export const digest = 1;',
    'packages/ledger/package.json': manifest('ledger', {
      dependencies: ['std'],
      devDependencies: ['platform-node'],
    }),
    'packages/ledger/src/one.test.ts': 'import {digest} from "@holdfast/platform-node";',
  };
  expect(findingsAfter(platform)).toEqual([]);
  const shipped = {
    ...platform,
    [CORE]: 'import "@holdfast/platform-node"; import "@holdfast/std";',
  };
  expect(findingsAfter(shipped)).toEqual([`higher-floor ${CORE}:1`, `undeclared ${CORE}:1`]);
  const ring = {
    ...platform,
    'packages/platform-node/package.json': manifest('platform-node', {dependencies: ['ledger']}),
    'packages/platform-node/src/index.ts': 'import "@holdfast/ledger";',
  };
  expect(findingsAfter(ring)).toEqual(['package-cycle packages/ledger/package.json:1']);
});

test.each(['testing.ts', 'testing-lan.ts', 'testing/lan.ts', 'acceptance.ts'])(
  'a fake in %s may lean on other fakes; its name says what it is',
  name => {
    const fake = {[`packages/ledger/src/${name}`]: 'import {atMs} from "@holdfast/std/testing";'};
    expect(findingsAfter(fake)).toEqual([]);
    const shipped = {'packages/ledger/src/lan.ts': Object.values(fake)[0]};
    expect(findingsAfter(shipped)).toEqual(['test-door packages/ledger/src/lan.ts:1']);
  },
);

test('a relative import stays in its package and names a file with its ending', () => {
  const at = `packages/forwarder/src/index.test.ts`;
  const used = 'import {atMs} from "@holdfast/std/testing";\n';
  expect(findingsAfter({[at]: `${used}import '../../ledger/src/one.ts';`})).toEqual([
    `leaves-package ${at}:2`,
  ]);
  expect(findingsAfter({[at]: `${used}import './gone.ts';`})).toEqual([`missing-file ${at}:2`]);
  expect(findingsAfter({[at]: `${used}import './index.js';`})).toEqual([`missing-file ${at}:2`]);
  expect(findingsAfter({[at]: `${used}import './index';`})).toEqual([`missing-file ${at}:2`]);
});

test('a package that is not on the list, or not under its name, may not exist', () => {
  expect(findingsAfter({'packages/attic/package.json': manifest('attic')})).toEqual([
    'unlisted-package packages/attic/package.json:1',
  ]);
  const renamed = manifest('std', {name: 'std'});
  expect(findingsAfter({'packages/std/package.json': renamed})).toContain(
    'unlisted-package packages/std/package.json:1',
  );
  expect(findingsAfter({'packages/attic/src/index.ts': ''})).toEqual([
    'no-package packages/attic/src/index.ts:1',
  ]);
});

test('an import of a package that is not there, or of itself by name, is refused', () => {
  const other = {[CORE]: 'import "@holdfast/attic";', 'packages/ledger/package.json': needs()};
  expect(findingsAfter(other)).toEqual([`unknown-package ${CORE}:1`]);
  const itself = {[CORE]: 'import "@holdfast/ledger";', 'packages/ledger/package.json': needs()};
  expect(findingsAfter(itself)).toEqual([`own-door ${CORE}:1`]);
});

test('rings are found between files and between packages, each once', () => {
  const files = {
    [CORE]: `import {two} from './two.ts'; import {one} from '@holdfast/std';`,
    'packages/ledger/src/two.ts': `import type {One} from './one.ts'; import './two.ts';`,
  };
  expect(findingsAfter(files)).toEqual([`file-cycle ${CORE}:1`]);
  const packages = {
    'packages/std/package.json': manifest('std', {dependencies: ['ledger']}),
    'packages/std/src/index.ts': 'import {one} from "@holdfast/ledger";',
    'packages/forwarder/src/index.test.ts': undefined,
  };
  expect(findingsAfter(packages)).toEqual([
    'package-cycle packages/ledger/package.json:1',
    'higher-floor packages/std/src/index.ts:1',
  ]);
});

test('the prover may not reach what it proves, not even through another room', () => {
  const through = {
    'packages/strict-libsql/package.json': manifest('strict-libsql', {dependencies: ['forwarder']}),
    'packages/strict-libsql/src/index.ts': 'export {two} from "@holdfast/forwarder";',
  };
  expect(findingsAfter(through)).toEqual(['never packages/prover/package.json:1']);
  const inTestsOnly = {
    'packages/strict-libsql/package.json': manifest('strict-libsql', {dependencies: ['forwarder']}),
    'packages/strict-libsql/src/index.test.ts': 'import {two} from "@holdfast/forwarder";',
  };
  expect(findingsAfter(inTestsOnly)).toEqual([]);
});

test('a file that does not parse is a finding, not a pass', () => {
  expect(findingsAfter({'packages/wire/package.json': manifest('wire')})).toEqual([]);
  const broken = {
    'packages/wire/package.json': manifest('wire'),
    'packages/wire/src/index.ts': 'export const = 1;',
  };
  expect(findingsAfter(broken)).toEqual(['syntax packages/wire/src/index.ts:1']);
});

test('a check that looked at too little fails', () => {
  expect(findingsAfter({}, 9)).toEqual(['too-few-files .:1']);
});
