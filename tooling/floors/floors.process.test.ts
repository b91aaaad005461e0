import {spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {readTree} from './tree.ts';

let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'holdfast-'));
});

afterEach(() => {
  rmSync(root, {recursive: true});
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), {recursive: true});
  writeFileSync(join(root, path), text);
}

function run(script: string, ...args: readonly string[]) {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const {status, stdout} = spawnSync(process.execPath, [path, '--root', root, ...args], {
    encoding: 'utf8',
  });
  return {status, lines: stdout.trim().split('\n')};
}

test('the tree is what people wrote: no dependencies, builds, fixtures or binaries', () => {
  write('packages/std/src/index.ts', 'export {};');
  write('packages/std/src/day.bin', 'x');
  write('packages/std/fixtures/entry.json', '{}');
  write('packages/std/node_modules/zod/index.ts', 'x');
  write('apps/hub/dist/index.js', 'x');
  write('.ci/run', '#!/usr/bin/env bash');
  write('pnpm-lock.yaml', 'x');
  expect([...readTree(root).keys()]).toEqual(['.ci/run', 'packages/std/src/index.ts']);
});

test('the floors check names the planted import and fails', () => {
  write(
    'packages/std/package.json',
    '{"name": "@holdfast/std", "exports": {".": "./src/index.ts"}}',
  );
  write('packages/std/src/index.ts', "import 'node:fs';\nexport {};\n");
  const {status, lines} = run('./check.ts');
  expect(status).toBe(1);
  expect(lines).toContain(
    'packages/std/src/index.ts:1 node-import: node:fs is not for floors 0 to 3; ask for a port',
  );
  expect(lines.at(-1)).toBe('floors: 1 files in 1 packages, 2 findings');
});

test('tidy names the planted file and fails', () => {
  write('packages/std/src/utils.ts', 'export {};\n');
  const {status, lines} = run('./tidy.ts');
  expect(status).toBe(1);
  expect(lines).toEqual([
    'packages/std/src/utils.ts:1 vague-name: name the file after the one thing it holds',
    'tidy: 1 files, 1 findings',
    'tidy: fewer than 300 files: it lost its way',
  ]);
});

test('tidy wraps comments in the folders it is given, and nowhere else', () => {
  const wide = `// ${'word '.repeat(30)}end\nexport {};\n`;
  write('packages/std/src/index.ts', wide);
  write('packages/wire/src/index.ts', wide);
  const textOf = (path: string) => readFileSync(join(root, path), 'utf8');
  expect(run('./tidy.ts', '--write').status).toBe(64);
  run('./tidy.ts', '--write', 'packages/std');
  expect(textOf('packages/std/src/index.ts')).not.toBe(wide);
  expect(textOf('packages/wire/src/index.ts')).toBe(wide);
});

test('in an empty folder both checks fail: they looked at nothing', () => {
  expect(run('./check.ts').status).toBe(1);
  expect(run('./tidy.ts').status).toBe(1);
});
