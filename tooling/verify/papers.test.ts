import {existsSync, globSync, readFileSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseTransaction} from '@holdfast/domain';
import {ROOMS} from '@holdfast/floors';
import {utf8Encode} from '@holdfast/std';
import {expect, test} from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (file: string) => readFileSync(join(root, file), 'utf8');

const SKIPPED: ReadonlySet<string> = new Set(['node_modules', '.git', '.changeset', '.turbo']);
const PAPERS = globSync('**/*.md', {cwd: root, exclude: path => SKIPPED.has(basename(path))});

/** What stands between fences is code, and links nowhere. */
const prose = (file: string) => read(file).replace(/^(`{3,})[\s\S]*?^\1/gm, '');

test('there are papers', () => {
  expect(PAPERS.length).toBeGreaterThan(40);
});

test.each(PAPERS)('every link in %s leads somewhere', file => {
  const targets = [...prose(file).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
    .map(([, target = '']) => target)
    .filter(target => !/^(https?|mailto):/.test(target));
  const dead = targets.filter(target => !existsSync(join(root, dirname(file), target)));
  expect(dead).toEqual([]);
});

test('each invariant quotes its asserts and tests as they stand in the files it names', () => {
  const rows = read('ARCHITECTURE.md').match(/^\| I\d+ \|.*$/gm) ?? [];
  expect(rows).toHaveLength(18);
  for (const row of rows) {
    const quotes = [...row.matchAll(/“([^”]+)” \[[^\]]+\]\(([^)]+)\)/g)];
    expect(quotes.length, row).toBeGreaterThan(0);
    for (const [, words = '', file = ''] of quotes) {
      const source = read(file).replace(/\s*\n\s*\*?\s*/g, ' ');
      expect(source.includes(words), `“${words}” in ${file}`).toBe(true);
    }
  }
});

test('each promise of security.md quotes its tests as they stand in the files it names', () => {
  const paper = read('docs/security.md').replace(/\s+/g, ' ');
  const rows = [...paper.matchAll(/((?:“[^”]+”,? ?)+)\[[^\]]+\]\(([^)]+)\)/g)];
  expect(rows.length).toBeGreaterThan(30);
  for (const [, quotes = '', file = ''] of rows) {
    const source = read(join('docs', file)).replace(/\s*\n\s*\*?\s*/g, ' ');
    for (const [, words = ''] of quotes.matchAll(/“([^”]+)”/g)) {
      // What stands for any name of a table of cases is left out.
      const parts = words.split('…').map(part => part.trim());
      for (const part of parts) expect(source.includes(part), `“${part}” in ${file}`).toBe(true);
    }
  }
});

test('the floors are drawn as the list of floors has them', () => {
  const picture = /^```\n(6 {2}tooling[\s\S]*?)^```/m.exec(read('ARCHITECTURE.md'))?.[1] ?? '';
  const drawn = new Map<number, string>();
  let floor = -1;
  for (const line of picture.split('\n')) {
    floor = Number(/^\d/.exec(line)?.[0] ?? floor);
    drawn.set(floor, `${drawn.get(floor) ?? ''} ${line}`);
  }
  const missing = ROOMS.filter(room => {
    const words = drawn.get(room.floor)?.split(/[^a-z0-9-]+/) ?? [];
    return !words.includes(basename(room.folder));
  });
  expect(missing).toEqual([]);
});

const README_FILES = ['README.md', 'README.zh-CN.md'];

test.each(README_FILES)('the transaction in %s is one that a till takes', file => {
  const body = /-d '(\{[\s\S]*?\})'\n/.exec(read(file))?.[1] ?? '';
  expect(parseTransaction(utf8Encode(body))).toMatchObject({ok: true});
});

test('both READMEs show the same commands', () => {
  const [english, chinese] = README_FILES.map(file =>
    [...read(file).matchAll(/(?:^|`)((?:npm|npx|curl) [^`\n]*?)(?:\s{2,}#.*)?(?:`|$)/gm)].map(
      ([, command]) => command?.replace(/<[^>]*>/g, '<>'),
    ),
  );
  expect(english?.length).toBeGreaterThan(5);
  expect(chinese).toEqual(english);
});
