import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';
import {promisesOf} from './promise-table.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (file: string) => readFileSync(join(root, file), 'utf8');

test('a row gives its command, and the exit code that it says', () => {
  const paper = [
    '| promise | command | what it prints |',
    '| --- | --- | --- |',
    '| One | `npm run one -- "a\\|b"` | ✓ |',
    '| Two | `npx two` | `✗ lost`, exit code 65 |',
    'A line of prose, with a `command` in it.',
  ].join('\n');
  expect(promisesOf(paper)).toMatchObject([
    {promise: 'One', command: 'npm run one -- "a|b"', exitCode: 0},
    {promise: 'Two', command: 'npx two', exitCode: 65},
  ]);
});

const PROMISES = promisesOf(read('docs/promises.md'));

test('there are promises', () => {
  expect(PROMISES.length).toBeGreaterThan(30);
});

test.each(PROMISES.map(({command}) => command))('what %s names is there', command => {
  const {scripts = {}} = JSON.parse(read('package.json'));
  const script = /^npm (?:run )?([a-z:]+)/.exec(command)?.[1];
  if (script !== undefined) expect(Object.keys(scripts)).toContain(script);
  const places = command.match(/(?:packages|apps|tooling|docs)\/[\w./-]+/g) ?? [];
  for (const place of places) {
    // The end of a path may be the beginning of a test file's name.
    const folder = place.slice(0, place.lastIndexOf('/'));
    expect(existsSync(join(root, place)) || existsSync(join(root, folder)), place).toBe(true);
  }
});
