import {spawnSync} from 'node:child_process';
import {appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, onTestFinished, test} from 'vitest';
import {PAGES} from './pages.ts';

const SCRIPT = fileURLToPath(new URL('./generated.ts', import.meta.url));

test('pages are written once, agree with the code, and a change by hand is named', () => {
  const root = mkdtempSync(join(tmpdir(), 'holdfast-'));
  onTestFinished(() => rmSync(root, {recursive: true}));
  const generated = (...args: readonly string[]) =>
    spawnSync(process.execPath, [SCRIPT, '--root', root, ...args], {encoding: 'utf8'});

  expect(generated('--check').status).toBe(1);
  expect(existsSync(join(root, 'docs'))).toBe(false);
  expect(generated().status).toBe(0);
  for (const [path, write] of Object.entries(PAGES)) {
    expect(readFileSync(join(root, path), 'utf8')).toBe(write());
  }
  expect(generated('--check').status).toBe(0);

  appendFileSync(join(root, 'docs/faults.md'), 'by hand\n');
  const {status, stdout} = generated('--check');
  expect(status).toBe(1);
  expect(stdout).toContain('docs/faults.md is not what the code says\n');
});
